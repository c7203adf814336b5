#include <array>

#include "core/gate/patterns.hpp"

// Commands that are read as such, with their words, are danger.cpp's; here is what is told by its shape.
#define SENSITIVE \
  R"re((?:\.ssh/(?:id_|\*)|\.ssh\b[^\n]{0,12}(?:tar|zip)|id_rsa|id_ed25519|\.aws/|\.netrc|\.npmrc|\.git-credentials|\.kube/config|\.gnupg|/etc/(?:passwd|shadow)|(?:^|[\s/@"'])\.env\b|credentials(?:\.json)?\b|keychain|\$\(env\)|\$\(printenv\)|login\.keychain|cookies\.sqlite|\.bash_history|\.zsh_history))re"
#define UPLOADS R"re((?:curl|wget|nc|ncat|http|https|xh|Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\b)re"

namespace galdr::gate {
namespace {

constexpr const char* kDangerous = "dangerous-command";
constexpr const char* kLeak = "exfiltration";
constexpr const char* kSettings = "agent-settings";
constexpr const char* kRoots = "persistence";

constexpr std::
    array
        kCode =
            {
                Pattern{
                    true, kDangerous, "opens a shell to another machine",
                    R"re((?:bash|sh|zsh|exec|cat)\b[^\n]*(?:[<>]&?|<>)\s*/dev/(?:tcp|udp)/[^\n]*(?:[<>]&\s*\d|\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b)|(?:ba|z)?sh -i\b[^\n]*/dev/(?:tcp|udp)/|exec \d+<>\s*/dev/tcp/)re"},
                Pattern{
                    true, kDangerous, "opens a shell to another machine",
                    R"re(\b(?:nc|ncat|netcat)(?:\.traditional|\.exe)?\s[^\n|;]*(?:-[a-z]*[ec]\s*|--exec[= ]|--sh-exec[= ])["']?(?:/bin/|/usr/bin/)?(?:ba|z|da|k)?(?:sh|cmd|powershell)\b)re"},
                Pattern{
                    true, kDangerous, "opens a shell to another machine",
                    R"re(mkfifo\s[^\n]*\|\s*(?:nc|ncat|netcat|openssl|telnet)\b|(?:/bin/)?(?:ba)?sh\s[^\n|]*\|\s*(?:nc|ncat|netcat)\s)re"},
                Pattern{true, kDangerous, "opens a shell to another machine",
                        R"re(socat\s[^\n]*exec:[^\n]*(?:sh|cmd|pty))re"},
                Pattern{
                    true, kDangerous, "opens a shell to another machine",
                    R"re(os\.dup2\(\s*\w+\.fileno\(\)|socket[^\n]*(?:pty\.spawn|subprocess\.(?:call|Popen|run)\(\s*\[?\s*["']/bin/(?:ba)?sh)|pty\.spawn\([^\n]*\)[^\n]*connect\(|fsockopen\([^\n]*(?:exec|proc_open|shell_exec|popen)\(|use Socket[^\n]*exec\s*\{?["'(]|-rsocket[^\n]*exec|TCPSocket\.(?:new|open)[^\n]*(?:exec|IO\.popen)|Net\.Sockets\.TCPClient[^\n]*(?:GetStream|iex)|net\.connect\([^\n]*(?:pipe\(sh|\.stdin))re"},
                Pattern{
                    true, kDangerous, "runs what it decodes",
                    R"re((?:base64\s+(?:-d|-D|--decode)\b|base32\s+(?:-d|--decode)\b|openssl\s+(?:enc|base64)\s[^\n|]*-d\b|xxd\s+-r\b|uudecode\b|\brev\b|gunzip -c|tr '?[^\n|]{1,40})[^\n;&]*\|\s*(?:sudo\s+(?:-\w+\s+)*)?(?:/bin/|/usr/bin/|/usr/bin/env\s+)?(?:ba|z|da|k|fi)?sh\b|(?:base64\s+(?:-d|-D|--decode)\b|xxd\s+-r\b)[^\n;&]*\|\s*(?:sudo\s+)?(?:python3?|perl|node|ruby|php)\b)re"},
                Pattern{
                    true, kDangerous, "runs what it decodes",
                    R"re((?:\beval\b|(?:ba|z|da)?sh\s+-c|\bsource\b)\s*["']?\s*(?:\$\(|`)[^\n]*(?:base64\s+(?:-d|-D|--decode)|xxd\s+-r|openssl\s+enc)|(?:ba|z)?sh\s+<\(\s*[^\n)]*base64\s+-)re"},
                Pattern{
                    true, kDangerous, "runs what it decodes",
                    R"re((?:exec|eval)\s*\(\s*(?:compile\s*\(\s*)?(?:__import__\(\s*["'](?:base64|zlib|codecs|marshal)["']\)|base64|codecs|zlib|marshal|bytes\.fromhex)[.(\s]|exec\s*\(\s*marshal\.loads|\beval\s*\(\s*atob\s*\(|\beval\s*\(\s*Buffer\.from\s*\(|new\s+Function\s*\(\s*(?:atob|Buffer\.from)\s*\(|eval\s*\(\s*(?:gzinflate|base64_decode|str_rot13)|(?:powershell|pwsh)(?:\.exe)?\s[^\n]*-e(?:nc|ncodedcommand|c)?\s+[A-Za-z0-9+/=]{16}|FromBase64String\([^\n]*(?:\|\s*iex|Invoke-Expression|Reflection\.Assembly))re"},
                Pattern{true,
                        kDangerous, "runs what it downloads", R"re((?:exec|eval)\s*\(\s*(?:compile\s*\(\s*)?(?:__import__\(\s*["'](?:urllib|requests)[^\n]*|urllib[\w.]*\.urlopen|urlopen|requests\.get|httpx\.get)\s*\(|exec\s*\([^\n]*urlopen\s*\(|\beval\s*\(\s*await\s*\(?\s*(?:await\s*)?\(?\s*fetch\s*\(|\.then\(\s*eval\s*\))re"},
                Pattern{
                    true, kDangerous, "runs what it downloads",
                    R"re((?:os\.system|subprocess\.\w+|child_process|exec(?:Sync|File|FileSync)?|spawn(?:Sync)?|popen|shell_exec)\s*\([^\n]*(?:curl|wget)\s[^\n|]*\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b)re"},
                Pattern{
                    true, kDangerous, "runs what it downloads without TLS",
                    R"re((?:curl|wget)\s[^\n;&|]*\bhttp://[^\n]*(?:&&|;)\s*(?:sudo\s+)?(?:chmod\s[^\n;&]*(?:&&|;)\s*)?(?:sudo\s+)?(?:(?:ba|z)?sh|python3?|\./|/tmp/)\S*)re"},
                Pattern{
                    true, kDangerous, "runs a program from an address",
                    R"re(\b(?:npx|bunx|pnpx|pnpm dlx|yarn dlx)\s+(?:-\S+\s+)*["']?(?:git\+)?http://|\b(?:npx|bunx|pnpx)\s+(?:-\S+\s+)*["']?https?://\S+)re"},
                Pattern{
                    true, kDangerous, "installs a package without TLS",
                    R"re(\b(?:pip3?|uv pip|pipx|uv tool)\s+install\s[^\n;&|]*(?:git\+)?http://(?:[^l1\s]|l[^o]|1[^2])|\b(?:npm|pnpm|yarn|bun)\s+(?:i|install|add)\s[^\n;&|]*(?:git\+)?http://(?:[^l1\s]|l[^o]|1[^2]))re"},
                Pattern{true, kDangerous, "mines coins",
                        R"re(stratum\+(?:tcp|ssl)://|\bxmrig\b[^\n]*(?:-o|--url)\s)re"},
                Pattern{
                    true, kDangerous, "turns protection off",
                    R"re(Set-MpPreference\s[^\n]*-Disable\w+\s+(?:\$true|1)|\bcsrutil\s+disable\b|\bspctl\s+--master-disable|netsh\s+advfirewall\s+set\s+\w+\s+state\s+off)re"},
                Pattern{
                    true, kDangerous, "hides its traces",
                    R"re(\bhistory\s+-c\b|\bunset\s+HISTFILE\b|\bHISTFILE=/dev/null|\bHISTSIZE=0\b|(?:rm|shred|truncate|ln)\s[^\n;&|]*\.(?:bash|zsh)_history|>\s*~?/?\S*\.(?:bash|zsh)_history|\bwevtutil\s+cl\b|Clear-EventLog)re"},
                Pattern{
                    true, kDangerous, "makes a shell run as root",
                    R"re(chmod\s+(?:-\S+\s+)*(?:[ugo]*\+\w*s\w*|[2467][0-7]{3})\s+[^\n;&|]*(?:/bin/|/usr/bin/|/tmp/\.?)(?:ba|z|da|k)?sh\b)re"},
                Pattern{true, kDangerous, "lets everything run as root without a password",
                        R"re(NOPASSWD:\s*ALL\b[^\n]*sudoers|sudoers[^\n]*NOPASSWD:\s*ALL\b)re"},
                Pattern{
                    true, kDangerous, "removes everything below a root or home folder",
                    R"re(shutil\.rmtree\(\s*(?:["']/["']|os\.path\.expanduser\(\s*["']~/?["']\s*\)|(?:pathlib\.)?Path\.home\(\)|os\.environ\[["']HOME["']\])\s*[,)]|(?:rmSync|rm|rmdirSync|rimraf(?:\.sync)?)\(\s*(?:["']/["']|["']~/?["']|os\.homedir\(\)|process\.env\.HOME)\s*[,)]|FileUtils\.rm_rf\(?\s*(?:["']/["']|Dir\.home|["']~/?["']))re"},
                Pattern{
                    true, kDangerous, "removes everything below a root or home folder",
                    R"re((?:Remove-Item|\bri|\brm)\s+(?:-\w+\s+)*["']?(?:C:\\?\*?|\$env:USERPROFILE|\$HOME|~)["']?\s*-(?:Recurse|r)|Remove-Item\s+(?:-(?:Recurse|Force)\s+)+(?:-Path\s+)?["']?(?:C:\\?\*?|\$env:USERPROFILE|\$HOME|~)["']?(?:\s|$)|\b(?:rd|rmdir|del)\s+(?:/[sqf]\s+)+["']?(?:C:\\?\*?|%USERPROFILE%|%SystemRoot%)["']?\s*(?:$|&)|\bformat\s+c:)re"},
                Pattern{
                    true, kLeak, "sends keys, credentials or the environment away",
                    "\\b" UPLOADS
                    R"re([^\n|;]*(?:-d|--data\S*|-F|--form|-T|--upload-file|--post-file|--post-data|-Body|-InFile)[ =]?["']?[^\n]*)re" SENSITIVE},
                Pattern{true, kLeak, "sends keys, credentials or the environment away",
                        "(?:\\b(?:cat|tar|zip|base64|gzip|head|strings|xxd|security)\\s[^\\n|]*" SENSITIVE
                        "[^\\n|]*|\\b(?:env|printenv|set)\\s*)\\|(?:[^\\n|]*\\|)*\\s*" UPLOADS},
                Pattern{
                    true, kLeak, "sends keys, credentials or the environment away",
                    R"re(\b(?:curl|wget)\s[^\n|;]*(?:\?|&|/)[^\s"']*(?:\$\((?:[^)]*\b(?:env|printenv|cat\s+[^)]*(?:\.ssh|\.aws|\.env|id_rsa|credentials))\b|cat /etc/)|`(?:env|printenv|cat ~?/?\.(?:ssh|aws|env))))re"},
                Pattern{
                    true, kLeak, "sends keys, credentials or the environment away",
                    R"re((?:requests|httpx)\.(?:post|put)\([^\n]*(?:dict\(os\.environ\)|os\.environ\s*[,)]|os\.environ\.copy\(\)|\.ssh/|\.aws/|id_rsa|/etc/passwd)|urlopen\([^\n]*(?:os\.environ\s*[,)]|dict\(os\.environ\)|\.ssh/|\.aws/)|fetch\([^\n]*(?:JSON\.stringify\(\s*process\.env\s*[,)]|body:\s*process\.env\b|\.ssh/|\.aws/credentials|id_rsa))re"},
                Pattern{
                    true, kLeak, "puts data into a name that it looks up",
                    R"re(\b(?:nslookup|dig|host|ping|drill|resolvectl query)\s[^\n;|]*(?:\$\([^\n)]+\)|`[^`\n]+`|\$\{?[A-Za-z_]*(?:SECRET|TOKEN|KEY|PASS|DATA|ENV)[A-Za-z_]*\}?)["']?\.[A-Za-z0-9-]+\.?[A-Za-z0-9.-]*)re"},
                Pattern{
                    true, kLeak, "an image's address carries data away",
                    R"re(!\[[^\]\n]*\]\(\s*<?https?://[^\s)]*[?&/=](?:[^\s)]*=)?(?:\$\(|\$\{?[A-Za-z_]*(?:SECRET|TOKEN|KEY|PASS|ENV)|[\[{<%]{1,2}[^\s)]*(?:secret|token|api.?key|password|env|history|conversation|context|base64|exfil|user.?data|file.?content|summary)))re"},
                Pattern{
                    true, kLeak, "an image's address carries data away",
                    R"re(<img[^>\n]*src\s*=\s*["']?https?://[^\s"'>]*[?&][^\s"'>]*=(?:\$\(|\$\{|\{\{?|<|%7B)[^\s"'>]*(?:secret|token|key|password|env|history|conversation|context|data))re"},
                Pattern{true, kDangerous, "writes over the machine's accounts",
                        R"re(>\s*/etc/(?:passwd|shadow|sudoers|ssh/sshd_config)\b)re"},
                Pattern{
                    true, kDangerous, "runs what it decodes",
                    R"re((?:ba|z|da)?sh\s+<<<\s*["']?(?:\$\(|`)[^\n]*base64|eval\s*\(\s*(?:MIME::Base64::)?decode_base64|Invoke-Expression[^\n]*FromBase64)re"},
                Pattern{
                    true, kDangerous, "gives a word another meaning that harms",
                    R"re(\balias\s+[\w.-]+=["'][^"'\n]*(?:(?:curl|wget)\s[^"'\n]*\|\s*(?:ba)?sh|rm\s+-\w*r\w*\s+(?:/|~|\$HOME)))re"},
                Pattern{
                    true, kDangerous, "loads what anybody can put there",
                    R"re((?:LD_PRELOAD|DYLD_INSERT_LIBRARIES)=["']?(?:/tmp|/var/tmp|/dev/shm)/|core\.hooksPath\s+["']?(?:/tmp|/var/tmp|/dev/shm)|\bconfig\s+set\s+registry\s+["']?http://(?:[^l1\s]|l[^o]|1[^2]))re"},
                Pattern{
                    true, kLeak, "sends keys, credentials or the environment away",
                    R"re((?:\b(?:tar|zip|find|ls|cat)\s[^\n|]*(?:/\.ssh\b|/\.aws\b|/\.gnupg\b)[^\n|]*|--export-secret-keys[^\n|]*|find-(?:generic|internet)-password[^\n|]*|dump-keychain[^\n|]*|\b(?:echo|printf)\s[^\n|]*\$\{?\w*(?:KEY|TOKEN|SECRET|PASSWORD)\w*\}?[^\n|]{0,20})\|(?:[^\n|]*\|)*\s*(?:curl|wget|nc|ncat)\s)re"},
                Pattern{
                    true, kLeak, "sends keys, credentials or the environment away",
                    R"re(\b(?:scp|rsync)\s+(?:-[a-hj-zA-Z]+\s+)*(?:~|\$HOME|/root|/home/\w+)/\.(?:ssh|aws|gnupg|kube|netrc|docker)\b\S*\s+\S+:|\bcurl\s[^\n]*\$\((?:env|printenv)\b)re"},
                Pattern{
                    true, kRoots, "adds a key that may log in",
                    R"re((?:>>?\s*|tee\s+(?:-a\s+)?|cp\s[^\n;&|]*\s)["']?[^\s"']*\.ssh/authorized_keys\b)re"},
                Pattern{
                    true, kRoots, "makes a start-up file run what it downloads or decodes",
                    R"re((?:curl|wget|base64|/dev/tcp|\bnc\b|alias sudo)[^\n]*>>?\s*["']?(?:~|\$HOME|\$\{HOME\}|/root|/home/\S+)/\.(?:bashrc|zshrc|profile|bash_profile|zprofile|zshenv|bash_login)\b)re"},
                Pattern{
                    true, kRoots, "makes a timer run what it downloads or decodes",
                    R"re((?:curl|wget|base64|/dev/tcp|\bnc\b|/tmp/\.)[^\n]*(?:\|\s*crontab\b|>>?\s*/etc/cron)|(?:crontab\b|/etc/cron)[^\n]*(?:curl|wget)[^\n]*\|\s*(?:ba)?sh)re"},
                Pattern{
                    false, kRoots, "changes a start-up file of the shell",
                    R"re(>>?\s*["']?(?:~|\$HOME|\$\{HOME\}|/root)/\.(?:bashrc|zshrc|profile|bash_profile|zprofile|zshenv)\b|tee\s+-a\s+["']?(?:~|\$HOME)/\.(?:bashrc|zshrc|profile))re"},
                Pattern{
                    false, kRoots, "changes timers",
                    R"re(\|\s*crontab\s+-|\bcrontab\s+-[re]\b|>>?\s*/etc/cron|\bcrontab\s+(?:/tmp/|<<))re"},
                Pattern{
                    true, kSettings, "takes an agent's permissions away from its user",
                    R"re((?:>>?|tee\s|sed\s+-i|jq\s)[^\n]*(?:\.claude/settings(?:\.local)?\.json|\.codex/config\.toml|\.vscode/settings\.json|\.gemini/settings\.json)[^\n]*(?:bypassPermissions|dangerously|autoApprove|"hooks"|disableAllHooks|approval_policy|danger-full-access|trust_level)|(?:bypassPermissions|dangerously\w*|autoApprove|"hooks"|disableAllHooks|approval_policy|danger-full-access|permissions)[^\n]*(?:>>?|tee(?:\s-a)?|sponge)\s*["']?[^\s"']*(?:\.claude/settings(?:\.local)?\.json|\.codex/config\.toml|\.vscode/settings\.json|\.gemini/settings\.json))re"},
                Pattern{
                    true, kSettings, "writes what every later session reads",
                    R"re((?:>>?|tee\s+(?:-a\s+)?)\s*["']?(?:~|\$HOME|\$\{HOME\})/\.(?:claude/CLAUDE|codex/AGENTS|gemini/GEMINI|claude/AGENTS)\.md)re"},
                Pattern{
                    false, kSettings, "changes an agent's settings",
                    R"re((?:>>?|tee\s+(?:-a\s+)?)\s*["']?[^\s"'|;]*(?:\.claude/settings(?:\.local)?\.json|\.codex/config\.toml|\.gemini/settings\.json|/CLAUDE\.md|/AGENTS\.md|[^\w.]CLAUDE\.md|[^\w.]AGENTS\.md))re"},
                Pattern{
                    false, kSettings, "lets an agent do everything unasked",
                    R"re(--dangerously-skip-permissions|--dangerously-bypass-approvals-and-sandbox|\bbypassPermissions\b|--allow-all-tools\b|danger-full-access|\bdisableAllHooks\b|chat\.tools\.autoApprove)re"},
                Pattern{false, kDangerous, "opens a firewall",
                        R"re(\bufw\s+disable\b|\bsetenforce\s+0\b|iptables\s+-P\s+INPUT\s+ACCEPT)re"},
                Pattern{true, kDangerous, "opens a firewall",
                        R"re(\b(?:iptables|ip6tables|nft)\s+(?:-F\b|--flush\b|flush\s+ruleset))re"},
                Pattern{true, kDangerous, "ends every program",
                        R"re(\bkill\s+(?:-9|-KILL|-s\s+(?:9|KILL|SIGKILL))\s+-1\b)re"},
                Pattern{
                    false, "risky-command", "does not check whom it talks to",
                    R"re(\bcurl\s[^\n|;]*(?:\s-\w*k\b|--insecure\b)|--no-check-certificate\b|NODE_TLS_REJECT_UNAUTHORIZED\s*=\s*["']?0|sslVerify\s*=?\s*false|strict-ssl\s+false|verify\s*=\s*False\b|rejectUnauthorized:\s*false|--trusted-host\b|InsecureSkipVerify:\s*true|_create_unverified_context)re"},
                Pattern{false, "risky-command", "drops a database",
                        R"re(\bDROP\s+(?:DATABASE|SCHEMA)\b|\bdropdb\s|\.dropDatabase\()re"},
                Pattern{
                    false, "risky-command", "overwrites a shared branch",
                    R"re(\bgit\s+push\s[^\n;&|]*(?:--force\b(?:[^-]|$)|-f\b)[^\n;&|]*\b(?:main|master)\b|\bgit\s+push\s[^\n;&|]*\+(?:main|master)\b)re"},
                Pattern{false, "risky-command", "gives a container the whole machine",
                        R"re(docker\s+run\s[^\n]*(?:--privileged\b|-v\s+/:/))re"},
};

// Rare words, one of which stands in everything above.
constexpr char kKeywords[] =
    R"re(/dev/(?:tcp|udp)|\bn(?:c|cat|etcat)(?:\.\w+)?\s|mkfifo|socat|dup2|pty\.spawn|fsockopen|use Socket|-rsocket|TCPSocket|TCPClient|net\.connect|base64|base32|openssl|xxd|uudecode|\brev\b|gunzip|tr '|exec|eval|marshal|new\s+Function|powershell|pwsh|FromBase64|curl|wget|npx|bunx|pnpx|dlx|http://|stratum|xmrig|Set-MpPreference|csrutil|spctl|netsh|hist|wevtutil|Clear-EventLog|chmod|NOPASSWD|sudoers|rmtree|rmSync|rmdir|rimraf|rm_rf|\brm\(|Remove-Item|\bri\s|\brm\s|\brd\s|\bdel\s|format c|Invoke-|\biwr\b|\birm\b|\bxh\s|https?\s|requests|httpx|urlopen|fetch\(|nslookup|\bdig\s|\bhost\s|\bping\s|drill|resolvectl|!\[|<img|authorized_keys|\.(?:bash|zsh)|profile|zprofile|cron|settings|config\.toml|CLAUDE|AGENTS|GEMINI|dangerously|bypassPermissions|allow-all-tools|danger-full|disableAllHooks|autoApprove|ufw|setenforce|iptables|ip6tables|\bnft\s|\bkill\s|insecure|no-check|TLS_|sslVerify|strict-ssl|verify|rejectUnauthorized|trusted-host|DROP\s|dropdb|dropDatabase|push\s|docker|/etc/|<<<|decode_base64|alias|LD_PRELOAD|DYLD_|hooksPath|registry|export-secret|-password|dump-keychain|scp\s|rsync\s|KEY|TOKEN|SECRET|PASSWORD)re";

}  // namespace

const Patterns& code_patterns() {
  static const Patterns kPatterns(kCode, kKeywords);
  return kPatterns;
}

}  // namespace galdr::gate
