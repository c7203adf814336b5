#include <array>

#include "core/gate/patterns.hpp"

// More of what is told by its shape: what stays behind, what agents take their settings from, what destroys,
// and the tools of single systems.
#define PUBLIC_IP \
  R"re(\b(?:(?:[2-9]\d?\d?|1|1[1-9]|1[013-68]\d|12[0-689]|17[013-9]|19[013-9])\.\d+|192\.0)\.\d+\.\d)re"
#define PLAIN_WEB R"re(http://(?:[^l1\s\[$<{]|l[^o]|1[^2]))re"
#define FETCHES \
  R"re((?:\bcurl\b|\bwget\b|\biwr\b|\birm\b|Invoke-WebRequest|DownloadString|base64|/dev/tcp|\bnc\s|\bncat\s|mshta|FromBase64|urlopen))re"
#define START_UP \
  R"re((?:Library/Launch(?:Agents|Daemons)|systemd/(?:user|system)\b|\.service\b|\.config/autostart|/etc/rc\.local|/etc/profile\.d|/etc/init\.d|/etc/udev|\.git/hooks/|hooksPath|/hooks/(?:pre|post)-|init\.templateDir|PROMPT_COMMAND|CurrentVersion\\+Run|schtasks|Register-ScheduledTask|\bat\s+now\b|Start Menu\\+Programs\\+Startup|\$PROFILE\b|\.ssh/rc\b|config\.fish|(?:bash|zsh|z)(?:rc|_profile|profile|env)\b|\bcrontab\b|/etc/cron))re"
#define HOARD \
  R"re((?:Library/Keychains|login\.keychain|Google/Chrome|google-chrome|BraveSoftware|Mozilla/Firefox|\.mozilla|Firefox/Profiles|Login Data|logins\.json|key4\.db|cookies\.sqlite|Library/(?:Cookies|Messages|Mail)|\.password-store|\.local/share/keyrings|\.(?:bash|zsh)_history|\.netrc|\.git-credentials|\.pypirc|\.docker/config\.json|\.config/(?:gcloud|gh|rclone)|\.azure/|\.electrum|\.bitcoin|\.ethereum|wallet\.dat|\.gnupg|\.kube/config|/etc/shadow|\.aws/credentials|\.ssh/id_\w+))re"
#define GRANTS \
  R"re((?:bypassPermissions|dangerously\w*|auto_?approve|skipPermission|disableAllHooks|enableAllProjectMcpServers|danger-full-access|approval_policy\W{1,6}never|allow["']?\s*[:=]?\+?=?\s*\[\s*["'](?:\*|Bash(?:\(\*?:?\*?\))?)["']|"hooks"|yolo))re"
#define SETTINGS \
  R"re((?:\.claude(?:/settings(?:\.local)?)?\.json|\.mcp\.json|\.codex/config\.toml|\.gemini/settings\.json|\.cursor/(?:mcp|cli-config|permissions)\.json|claude_desktop_config\.json|\.vscode/settings\.json|opencode\.json))re"
#define MODEL_URL \
  R"re((?:ANTHROPIC|CLAUDE|OPENAI|CODEX|GEMINI|GOOGLE_GEMINI|AZURE_OPENAI)_(?:BASE_URL|API_BASE|API_URL|API_HOST|ENDPOINT|BASE))re"

namespace galdr::gate {
namespace {

constexpr const char* kDangerous = "dangerous-command";
constexpr const char* kLeak = "exfiltration";
constexpr const char* kSettings = "agent-settings";
constexpr const char* kRoots = "persistence";
constexpr const char* kMasked = "obfuscated";
constexpr const char* kSends = "sends keys, credentials or the environment away";
constexpr const char* kWipes = "destroys what cannot be brought back";

constexpr std::array kHarm = {
    // What runs on load with another's words.
    Pattern{
        true, "live-form", "runs whatever stands in the arguments",
        R"re((?:\b(?:ba|z|da|k|fi)?sh\s+-\w*c|\beval|\bexec|os\.system|subprocess\.\w+|\biex|Invoke-Expression|\bxargs|\bsource|cmd(?:\.exe)?\s+/c|(?:python3?|node|perl|ruby)\s+-(?:c|e))\b?\s*[("'\s]*\s*\$\{?ARGUMENTS\b|\$\{?ARGUMENTS\b[^\n]*\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b)re"},
    Pattern{
        true, kLeak, kSends,
        R"re(\b(?:curl|wget|nc|iwr|irm)\s[^\n|;]*\$\{?CLAUDE_(?:SESSION|CONFIG|CODE)|\$\{?(?:ANTHROPIC|OPENAI|GEMINI)_API_KEY\b[^\n]*\b(?:nc|dig|nslookup)\s)re"},
    // What stays behind.
    Pattern{true, kRoots, "makes what starts by itself run what it downloads or decodes",
            "(?:>|\\btee\\b|printf|echo|\\bcp\\b|\\bmv\\b|reg(?:\\.exe)?\\s+add|/create|ItemProperty|"
            "ScheduledTask|git config|crontab|\\bat\\s+now|=)[^\\n]*(?:" FETCHES "[^\\n]*" START_UP
            "|" START_UP "[^\\n]*" FETCHES
            R"re([^\n]*(?:\||;|&&|bash|\bsh\b|python|exec|iex|/dev/tcp|/create)))re"},
    Pattern{
        true, kRoots, "makes what is hidden start by itself",
        "(?:\\b(?:cp|mv|ln|tee|install)\\s|>)[^\\n]*" START_UP
        R"re([^\n]*(?:/tmp/\.|~/\.cache/|/dev/shm/|/var/tmp/)|(?:/tmp/\.|~/\.cache/|/dev/shm/|/var/tmp/)[^\n]*(?:>>?|\btee\b)\s*\S*)re" START_UP},
    Pattern{
        true, kRoots, "turns the hooks of every repository round",
        R"re(git\s+config\s+(?:-\S+\s+)*--(?:global|system)\s+(?:-\S+\s+)*(?:core\.hooksPath|init\.templateDir|core\.fsmonitor|core\.sshCommand)\s+["']?[^\s"'])re"},
    Pattern{true, kRoots, "leads what is fetched elsewhere",
            "git\\s+config\\s[^\\n]*url\\.[\"']?" PLAIN_WEB "[^\\n]*insteadOf|git\\s+config\\s[^\\n]*"
            "(?:https?\\.proxy|alias\\.\\w+)\\s+[\"']?!?[^\\n]*(?:" PLAIN_WEB
            "|curl|wget)|\\bpip3?\\s+config\\s+set\\s[^\\n]*index-url\\s+[\"']?" PLAIN_WEB},
    Pattern{
        true, kRoots, "is loaded into every program",
        R"re((?:>>?|\btee\b|\bcp\b|\bmv\b|\becho\b)[^\n]*/etc/ld\.so\.preload|(?:>>?|\btee\b)[^\n]*(?:usercustomize|sitecustomize)\.py)re"},
    Pattern{
        true, kRoots, "starts with Windows",
        R"re(\breg(?:\.exe)?\s+add\s[^\n]*\\(?:CurrentVersion\\+Run|RunOnce|Winlogon|Image File Execution)|(?:New|Set)-ItemProperty\s[^\n]*(?:CurrentVersion\\+Run|Winlogon)|__EventFilter|schtasks(?:\.exe)?\s+/create\s[^\n]*(?:powershell|cmd(?:\.exe)?\s+/c|mshta|wscript|%temp%|\\Temp\\))re"},
    Pattern{
        true, kRoots, "makes an account that may do everything",
        R"re(\bnet1?\s+user\s+\S+\s+\S+\s+/add|\bnet1?\s+localgroup\s+administrators\s+\S+\s+/add|\buseradd\s[^\n]*(?:-u\s*0\b|-ou?\s*0\b)|dscl\s+\.\s+-append\s+/Groups/admin)re"},
    Pattern{
        false, kRoots, "starts by itself from now on",
        R"re((?:>>?|\btee\b|\bcp\b|\bln\b)[^\n]*(?:Library/Launch(?:Agents|Daemons)|\.config/autostart|systemd/user/|/etc/rc\.local)|\blaunchctl\s+(?:load|bootstrap|submit)|schtasks(?:\.exe)?\s+/create|Register-ScheduledTask)re"},
    // What agents take their settings from.
    Pattern{
        true, kSettings, "takes an agent's permissions away from its user",
        R"re((?:\bjq\s|\bmv\s|\btee\s|\bsponge\b|sed\s+-i|\becho\s|\bprintf\s|json\.dump|writeFile|Set-Content|Out-File|>\s*["']?[~$])[^\n]*(?:)re" SETTINGS
        "[^\\n]*" GRANTS "|" GRANTS "[^\\n]*" SETTINGS ")"},
    Pattern{
        true, kSettings, "adds a server that runs a shell or is fetched",
        R"re(\bmcp\s+add(?:-json|-from-\S+)?\b[^\n]*(?:\b(?:ba|z)?sh\s+-\w*c|\bcurl\b|\bwget\b|powershell|\bnode\s+-e|python3?\s+-c|base64|/tmp/|["']command["']\s*:\s*["'](?:ba|z)?sh["']|)re" PLAIN_WEB
        ")"},
    Pattern{true, kSettings, "adds a server that runs a shell or is fetched",
            "(?:\\bjq\\s|\\btee\\b|\\becho\\s|\\bprintf\\s|json\\.dump|writeFile|Set-Content|>\\s*[\"']?[~$.]"
            ")[^\\n]*(?:mcpServers|mcp_servers)[^\\n]*" SETTINGS
            "|[\"']?mcpServers[\"']?\\s*:[^\\n]*[\"']command[\"']\\s*:\\s*[\"'](?:ba|z|/bin/"
            ")?(?:ba)?sh[\"'][^\\n]*-c[^\\n]*(?:curl|wget|base64|/dev/tcp|\\bnc\\b)"},
    Pattern{
        true, kSettings, "leads an agent's talk with its model elsewhere",
        "(?:" MODEL_URL R"re(["']?\s*[=:,\s]\s*["']?)re" PLAIN_WEB "|" MODEL_URL
        R"re([^\n]*https?://[^\n]*(?:>>|\btee\b|\bsetx\b|settings[^\n]*\.json|config\.toml|profile\b|rc\b)|(?:\bsetx\b|launchctl\s+setenv|/etc/environment|settings(?:\.local)?\.json)[^\n]*)re" MODEL_URL
        R"re([^\n]*https?://|(?:ALL|HTTPS?)_PROXY["']?\s*[=:,\s]\s*["']?(?:socks\w*|https?)://(?:\S+@)?)re" PUBLIC_IP
        ")"},
    Pattern{
        true, kSettings, "starts an agent that asks nobody",
        R"re((?:^|[\s;&|`"'$(])(?:npx\s+(?:-y\s+)?)?(?:claude|codex|gemini|cursor-agent|copilot|opencode|aider|goose|amp|qwen|crush|droid|happy)(?:\s+exec)?\s[^\n`]*(?:--dangerously-skip-permissions|--dangerously-bypass-approvals-and-sandbox|--yolo\b|--approval-mode[ =]yolo|--permission-mode[ =]bypassPermissions|--allow-all-tools|--yes-always|--dangerously-allow-all|--skip-permissions-unsafe)[^\n]*(?:\s-p\b|--print|\s["'][^"'\n]{3}|\s<\s|exec|;|&))re"},
    Pattern{
        true, "self-replication", "writes itself into other skills",
        R"re((?:>>|\btee\s+-a)\s*["']?\S*(?:skills/\*|\*/SKILL\.md)|for\s+\w+\s+in\s[^\n]*(?:skills/\*|SKILL\.md)[^\n]*do\b[^\n]*(?:>>|\btee\b|\bcp\b|\bcat\b[^\n]*>|sed\s+-i)|find\s[^\n]*SKILL\.md[^\n]*(?:-exec[^\n]*(?:>>|\btee\b|\bcp\b|sed\s+-i)|xargs[^\n]*(?:\btee\b|\bcp\b|sed\s+-i|>>)|while\b[^\n]*(?:>>|\btee\b|\bcp\b))|\bxargs\b[^\n]*\bcp\s+\S*SKILL\.md)re"},
    // What takes things away.
    Pattern{
        true, kLeak, kSends,
        R"re((?:xclip|xsel|pbpaste|wl-paste|Get-Clipboard|pyperclip\.paste)\b[^\n]*(?:\|\s*(?:[^\n|]*\|\s*)*(?:curl|wget|nc|ncat|http|xh|socat)\s|Invoke-(?:WebRequest|RestMethod)|\biwr\b|\birm\b|requests\.post)|\bwhile\b[^\n]*(?:xclip|xsel|pbpaste|wl-paste|Get-Clipboard)[^\n]*(?:>>|sleep)|(?:curl|wget|iwr|irm|Invoke-\w+)\s[^\n]*(?:\$?\(|`)\s*(?:xclip|xsel|pbpaste|wl-paste|Get-Clipboard))re"},
    Pattern{
        true, kLeak, "takes passwords out of where they are kept",
        R"re(\bsecurity\s+(?:dump-keychain|export\s[^\n]*-k)|\bsecurity\s+find-(?:generic|internet)-password\s[^\n]*\|\s*(?:pbcopy|curl|nc|base64|tee)|secret-tool\s+search\s[^\n]*--all|\bmimikatz\b|sekurlsa|comsvcs\.dll[^\n]*MiniDump|procdump\S*\s[^\n]*lsass|\breg(?:\.exe)?\s+save\s+hklm\\(?:sam|security|system)|\bntds\.dit\b|\bcat\s+/etc/shadow\b|vaultcmd\s+/listcreds)re"},
    Pattern{
        true, kLeak, kSends,
        R"re((?:\b(?:scp|rsync|sftp|rclone\s+(?:copy|sync|move)|aws\s+s3\s+(?:cp|sync|mv)|gsutil\s[^\n]*(?:cp|rsync)|gcloud\s+storage\s+cp|azcopy\s+copy|lftp|croc\s+send|wormhole\s+send|gh\s+gist\s+create|curl\s[^\n]*(?:-T|-F|--upload-file|-d|--data\S*)|nc|ncat|openssl\s+s_client|mail|mutt|sendmail)\s[^\n]*))re" HOARD
        R"re((?:\S*["']?\s+\S+:|\S*["']?\s+\w*://|[^\n]*$))re"},
    Pattern{
        true, kLeak, kSends,
        "\\b(?:cat|tar|zip|7z|base64|gzip|xxd|od|hexdump|sqlite3|strings|head|cp|dd)\\s[^\\n]*" HOARD
        R"re([^\n]*(?:\||;|&&)\s*(?:[^\n]*\s)?(?:curl|wget|nc|ncat|scp|socat|openssl\s+s_client|telnet|ftp|dig|nslookup|mail|mutt|sendmail|gh\s+gist|aws\s+s3|rclone|Invoke-\w+|iwr|irm)\s)re"},
    Pattern{
        true, kLeak, kSends,
        R"re((?:^|[\s;&|(`"'])(?:env|printenv|set|export\s+-p|declare\s+-p|Get-ChildItem\s+env:|gci\s+env:|dir\s+env:|ls\s+env:)\s*(?:\|[^\n|]*)*(?:\|\s*(?:curl|wget|http|xh|nc|ncat|socat|telnet|openssl|mail|mutt|sendmail|gh\s+(?:gist|issue|pr)|dig|nslookup|xargs[^\n]*curl|Invoke-\w+|iwr|irm)\b|>\s*/dev/(?:tcp|udp)/))re"},
    Pattern{
        true, kLeak, kSends,
        R"re((?:curl|wget|Invoke-\w+|iwr|irm|http|xh)\s[^\n]*(?:\$\(|`|<\(|\(|@)\s*(?:env\b|printenv|export\s+-p|declare\s+-p|set\s*\)|Get-ChildItem\s+env:|gci\s+env:|dir\s+env:|cat\s+\S*(?:\.env\b|/proc/(?:self|\d+)/environ)|/proc/(?:self|\d+)/environ))re"},
    Pattern{
        true, kLeak, "puts data into a name that it looks up",
        R"re((?:xxd|base64|base32|\bod\b|hexdump|gzip|printenv|\benv\b|\.netrc|\.env\b|/etc/passwd|id_rsa|whoami|hostname)[^\n]*\b(?:dig|nslookup|host|ping|drill|getent\s+hosts|resolvectl\s+query|Resolve-DnsName)\s[^\n]*\$[\w{}()]+["']?\.[\w-]+)re"},
    Pattern{
        true, kLeak,
        "puts data into a name that it looks up", R"re((?:gethostbyname|getaddrinfo|dns\.(?:lookup|resolve\w*)|resolver\.(?:query|resolve)|Resolve-DnsName)\s*\(?[^\n]*(?:hex|b64|b32|base64|base32|environ|secret|token|process\.env|api_?key))re"},
    Pattern{
        true, kLeak, "writes what is secret where others read it",
        R"re((?:git\s+(?:commit|tag|notes|branch|checkout\s+-b|push)|gh\s+(?:gist|issue|pr|release|repo|api)|glab\s+\w+)\s[^\n]*(?:\$\((?:env|printenv|cat\s+\S*(?:\.env|\.ssh|\.aws|\.netrc|credentials))|\$\{?\w*(?:SECRET|PASSWORD|ACCESS_KEY|API_KEY|PRIVATE_KEY)\w*|\$\((?:echo|printf)[^\n]*(?:SECRET|TOKEN|PASSWORD|_KEY)))re"},
    Pattern{
        true, kLeak, "asks for a password in the system's name",
        R"re(osascript[^\n]*(?:display dialog[^\n]*(?:hidden answer|passw)|passw[^\n]*display dialog)|display dialog[^\n]*(?:hidden answer|passw)|\b(?:zenity|kdialog|yad)\s[^\n]*--password|(?:PromptForCredential|Get-Credential)[^\n]*(?:Invoke-|iwr|irm|GetNetworkCredential))re"},
    // What hides what it is.
    Pattern{
        true, kMasked, "puts a command together so that nobody reads it",
        R"re((?:\$\(|`)\s*(?:printf|echo\s+-e\w*)\s+["']?(?:\\+(?:x[0-9a-f]{2}|0?[0-7]{3})){2}[^\n]*(?:\)|`)|(?:printf|echo\s+-e\w*)\s+["']?(?:\\+(?:x[0-9a-f]{2}|0?[0-7]{3})){2}[^\n]*\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b)re"},
    Pattern{
        true, kMasked, "puts a command together so that nobody reads it",
        R"re((?:getattr|setattr)\s*\(\s*(?:os|subprocess|builtins|__builtins__|__import__\([^\n)]*\))\s*,\s*(?:["'][^"'\n]*["']\s*\+|["']{2}\.join|bytes|chr|\w+\[::-1\]|["'][^"'\n]*["']\[::-1\])|__import__\s*\(\s*(?:["'][^"'\n]*["']\s*\+|["']{2}\.join|["'][^"'\n]*["']\[::-1\]|bytes|chr|codecs)|(?:globals|locals|vars)\(\)\s*\[\s*["'][^"'\n]*["']\s*\+|\b(?:exec|eval)\s*\(\s*(?:["']{1,2}\.join|["'][^"'\n]*["']\[::-1\]|chr\(|bytes\(|bytearray|zlib|String\.fromCharCode|unescape\(|decodeURIComponent\(\s*escape)|\["(?:ex|ev|sp)\w*"\s*\+\s*"\w+"\]\s*\(|&\s*\(\s*["']\w{0,4}["']\s*\+\s*["']|-join\s*\(?\s*\(?[^\n]*\[char\]|\[char\[\]\][^\n]*-join|\beval\s+pack\s*\(|eval\(?\s*(?:\[[^\n]*\]\.pack|unpack|pack))re"},
    Pattern{
        true, kMasked, "writes a program's name so that nobody reads it",
        R"re((?:^|[;|&(]|\bdo\b|\bthen\b)\s*(?:sudo\s+)?/[\w?*\[\]]*\?[\w?*\[\]]*/[\w?*\[\]/]+(?:\s|$)|(?:^|[;|&(])\s*/\w+/(?:\w+/)?\w*\?\w*\?\w*\s+\S|\$\{(?:PATH|HOME|SHELL|PWD|IFS):\d+:1\}\w*\$\{)re"},
    Pattern{
        true, kMasked,
        "runs what it decodes", R"re((?:base64\s+(?:-d|-D|--decode)|base32\s+-d|xxd\s+-r|openssl\s+(?:enc|base64)\s[^\n|]*-d|\brev\b|\btr\s+["']?[A-Za-z]-\S+\s+["']?\S+)[^\n]*\|\s*(?:xargs\s[^\n]*(?:sh\s+-c|eval)|source\s+/dev/stdin|\.\s+/dev/stdin|(?:ba|z|da)?sh\b|python3?\b|perl\b|node\b)|(?:\bsource|(?:^|[;&|\s])\.)\s+<\(\s*[^\n)]*(?:base64|xxd|openssl)|(\w+)=(?:\$\(|`)[^\n]*(?:base64\s+(?:-d|-D|--decode)|xxd\s+-r)[^\n]*(?:\)|`)["']?\s*[;&][^\n]*(?:\beval\b|sh\s+-c|^\s*\$))re"},
    Pattern{
        true, kMasked, "loads a pickle that runs a program",
        R"re(^c(?:os|posix|nt|subprocess|builtins|__builtin__|commands|runpy|importlib|pty)$|\bdef\s+__reduce__\b[^\n]*(?:os\.system|subprocess|eval|exec)|return\s*\(?\s*(?:os\.system|subprocess\.\w+|eval|exec)\s*,\s*\()re"},
    Pattern{
        true, kDangerous, "runs what it downloads",
        R"re(\bcertutil(?:\.exe)?\s[^\n]*(?:-|/)(?:urlcache|decode|verifyctl)[^\n]*(?:http|&|\.exe|\.bat|\.ps1|\.dll)|\bbitsadmin(?:\.exe)?\s[^\n]*/(?:transfer|addfile|create)|\bmshta(?:\.exe)?\s+["']?(?:https?:|javascript:|vbscript:)|\bregsvr32(?:\.exe)?\s[^\n]*(?:/i:\s*["']?https?:|scrobj)|\brundll32(?:\.exe)?\s[^\n]*(?:javascript:|https?:|url\.dll)|\bmsiexec(?:\.exe)?\s[^\n]*https?:|\b[cw]script(?:\.exe)?\s[^\n]*https?:|\bwmic\s[^\n]*(?:process\s+call\s+create|/format:\s*["']?https?)|\binstallutil(?:\.exe)?\s[^\n]*/logfile=|\b(?:Start-BitsTransfer|Invoke-WebRequest|iwr)\s[^\n]*(?:-OutFile|-o|-Destination)\s[^\n]*(?:;|\||&)\s*(?:Start-Process|&|saps|start\s|\.\\|powershell|cmd)|\bodbcconf\s[^\n]*regsvr)re"},
    Pattern{
        true, kDangerous, "runs what it downloads",
        R"re((?:python3?|perl|ruby|node|php)\s+(?:-\w\s+)*["']?<\(\s*(?:curl|wget)|(?:curl|wget)\s[^\n]*(?:\$\(|`)?[^\n]*(?:-o|-O|>)\s*(\S+)[^\n]*(?:;|&&)\s*(?:chmod\s[^\n]*(?:;|&&)\s*)?(?:nohup\s+)?(?:(?:ba|z)?sh\s+)?(?:/tmp/\.|/dev/shm/|/var/tmp/)\S+|AppleScript[^\n]*do shell script[^\n]*curl|osascript[^\n]*do shell script[^\n]*(?:curl|administrator privileges)|python3?\s+-c\s[^\n]*(?:exec|eval)\s*\([^\n]*(?:urlopen|requests\.get|urllib))re"},
    Pattern{
        true, kDangerous, "runs what it downloads from a bare address",
        "(?:\\bcurl\\b|\\bwget\\b)[^\\n|;&]*" PUBLIC_IP
        R"re([^\n]*(?:\|\s*(?:sudo\s+)?(?:(?:ba|z|da)?sh|python3?|node|perl|ruby)\b|(?:;|&&)\s*(?:sudo\s+)?(?:(?:ba|z)?sh|chmod|python3?|node|\./)\s*))re"},
    // What destroys.
    Pattern{
        true, kDangerous, "leaves its container",
        R"re((?:docker|podman|nerdctl)\s[^\n]*(?:-v|--volume)[ =]["']?/:/[\w/.-]*(?::rw\w*)?["']?(?:\s|$)|(?:docker|podman)\s[^\n]*(?:source|src)=/,[^\n]*chroot|(?:docker|podman|nerdctl)\s[^\n]*--privileged[^\n]*(?:chroot|nsenter|/dev/sd|mount\s)|\bnsenter\s[^\n]*(?:-t|--target)[ =]?1\b|release_agent|/proc/sys/kernel/core_pattern|["']?hostPID["']?\s*:\s*true[^\n]*(?:nsenter|privileged|hostPath)|(?:docker|podman)\s[^\n]*docker\.sock[^\n]*(?:chroot|curl|wget|-v\s+/:))re"},
    Pattern{
        true, kDangerous, kWipes,
        R"re(\bvssadmin(?:\.exe)?\s+delete\b|\bwmic\s+shadowcopy\s+delete|\bbcdedit(?:\.exe)?\s[^\n]*(?:recoveryenabled\s+no|ignoreallfailures)|\bwbadmin\s+delete\b|\bcipher(?:\.exe)?\s+/w|\bformat(?:\.com)?\s+[a-z]:\s*/|\bdiskpart\b[^\n]*clean|\bClear-Disk\b|\bFormat-Volume\b|\b(?:del|erase)\s+(?:/\w\s+)*/s\s+(?:/\w\s+)*["']?(?:[a-z]:\\|%\w+%|\$env:|\\|\*\.\*)|\b(?:rd|rmdir)\s+(?:/\w\s+)*/s\s+(?:/\w\s+)*["']?(?:[a-z]:\\?(?:Users|Windows|Program Files)?(?:["'\s]|$)|%(?:USERPROFILE|SystemRoot|SystemDrive|HOMEPATH|APPDATA)%)|Remove-Item\s[^\n]*(?:[a-z]:\\(?:Users|Windows|\*)|\$env:(?:USERPROFILE|SystemRoot|SystemDrive|APPDATA|HOME)|\$HOME|~)(?:\\\*|/\*|["']?\s|$)[^\n]*-Recurse|Remove-Item\s[^\n]*-Recurse[^\n]*\s["']?(?:[a-z]:\\(?:Users|Windows|\*)?|\$env:(?:USERPROFILE|SystemRoot|SystemDrive|APPDATA|HOME)|\$HOME|~)(?:\\\*|/\*)?["']?(?:\s|$))re"},
    Pattern{
        true, kDangerous, kWipes,
        R"re(\bdiskutil\s+(?:eraseDisk|eraseVolume|zeroDisk|secureErase|apfs\s+delete\w+)|\btmutil\s+(?:delete|disable)|\brsync\s[^\n]*--delete[^\n]*\s["']?(?:/|~|\$HOME|\$\{HOME\})/?["']?\s*(?:$|[;&|])|\bshred\s[^\n]*(?:~|\$HOME|\$\{HOME\})|>\s*/dev/(?:sd[a-z]|nvme\d|disk\d)|\bfind\s+["']?(?:/|~|\$HOME|\$\{HOME\})/?["']?\s[^\n]*(?:\|\s*xargs\s[^\n]*\b(?:rm|shred|unlink)\b|-exec\s+(?:shred|unlink)\b)|os\.walk\(\s*(?:["']/["']|os\.path\.expanduser\(\s*["']~/?["']\s*\)|Path\.home\(\))[^\n]*(?:os\.remove|unlink)|\bunlink\s+(?:glob|<)[^\n]*(?:\$ENV\{HOME\}|~/))re"},
    Pattern{true, kDangerous, kWipes,
            R"re((?:\b(?:aws|gcloud|az|doctl|hcloud|linode-cli|oci|ibmcloud|heroku|flyctl|fly|vercel|gh)\s[^\n]*\b(?:list|ls|describe-\w+|list-\w+)\b[^\n]*(?:\|[^\n]*(?:xargs|while)|;\s*do\b|\)\s*;?\s*do\b)[^\n]*\b(?:delete|rb|terminate\S*|delete-\S+|destroy|purge)\b)|\bfor\s+\w+\s+in\s[^\n]*(?:aws|gcloud|az|doctl|gh)\s[^\n]*do\b[^\n]*\b(?:delete|rb|terminate\S*|delete-\S+|destroy)\b|\b(?:aws|cloud)-nuke\b[^\n]*(?:--no-dry-run|--force|run\b|aws\b)|\bkubectl\s+delete\s[^\n]*--all\b[^\n]*(?:-A\b|--all-namespaces)|\bkubectl\s+delete\s[^\n]*(?:-A\b|--all-namespaces)[^\n]*--all\b|\bkubectl\s+delete\s+(?:ns|namespaces?)\s+--all|\bhelm\s+(?:ls|list)\s[^\n]*xargs[^\n]*(?:uninstall|delete)|\bgh\s+repo\s+delete\s[^\n]*(?:--yes|--confirm)|\bterraform\s+destroy\s[^\n]*-auto-approve[^\n]*(?:;|&&)|(?:;|&&)\s*terraform\s+destroy\s[^\n]*-auto-approve)re"},
    Pattern{
        true, kDangerous, "destroys the history of a repository",
        R"re(\bgit\s+push\s[^\n;&|]*(?:--mirror|--all)[^\n;&|]*(?:--force\b|\s-f\b)|\bgit\s+push\s[^\n;&|]*(?:--force\b|\s-f\b)[^\n;&|]*(?:--mirror|--all)\b|checkout\s+--orphan\s[^\n]*push\s[^\n]*(?:-f\b|--force)|\brm\s+-\w*r\w*\s+(?:-\S+\s+)*["']?(?:\./)?\.git/?["']?\s*(?:;|&&)[^\n]*push\s[^\n]*(?:-f\b|--force)|reflog\s+expire\s[^\n]*gc\s+--prune[^\n]*push\s[^\n]*(?:-f\b|--force)|reset\s+--hard\s+\S*(?:root|--max-parents=0)[^\n]*push\s[^\n]*(?:-f\b|--force)|git\s+(?:branch|for-each-ref|ls-remote)\s[^\n]*xargs[^\n]*push\s[^\n]*(?:--delete|:))re"},
    Pattern{
        true, kDangerous, "empties what is in production, or several stores at once",
        R"re((?:DROP\s+(?:DATABASE|SCHEMA)|dropDatabase|\bdropdb\b|TRUNCATE\s+TABLE|DELETE\s+FROM\s+\w+\s*;?["']|FLUSH(?:ALL|DB))[^\n]*(?:FLUSH(?:ALL|DB)|dropDatabase|\bdropdb\b|s3\s+rb|-X\s*DELETE|DROP\s+(?:DATABASE|SCHEMA)|rabbitmqctl\s+reset|kafka-topics\S*\s[^\n]*--delete)|(?:\bpsql|\bmysql|\bmongo(?:sh)?|redis-cli|\bsqlcmd|\bclickhouse-client|\bcqlsh)\b[^\n]*(?:\bPROD|\$\{?PROD|production|[-_.]prod\b|\bprod[-_.])[^\n]*(?:DROP\s+(?:DATABASE|SCHEMA|OWNED)|dropDatabase|FLUSH(?:ALL|DB)|TRUNCATE\s)|\bdropdb\s[^\n]*(?:prod(?:uction)?)\b|-X\s*DELETE\s[^\n]*:9200/(?:_all|\*))re"},
    // The same by other ways.
    Pattern{
        true, kLeak, kSends,
        "\\b(?:tar|zip|cat|gpg|base64)\\s[^\\n]*(?:~|\\$HOME|\\$\\{HOME\\}|/root)/"
        "\\.(?:ssh|aws|gnupg|kube|netrc|mozilla|config/"
        "gcloud)\\b[^\\n]*\\|\\s*(?:[^\\n|]*\\|\\s*)*(?:ssh|nc|ncat|curl|openssl|socat)\\s"
        R"re(|(?:https?|ftp)://[^\s"']*\$\(\s*(?:printenv|env|(?:cat|base64)\s+\S*(?:\.netrc|\.env|\.ssh|\.aws|\.npmrc|\.git-credentials|/etc/passwd))|\b(?:cat|base64|<)\s*\S*(?:\.env|\.netrc|\.npmrc|id_rsa|credentials)\b[^\n]*\|[^\n]*\bgh\s+(?:issue|gist|pr|api)|\bhistory\s*\|\s*(?:curl|nc|wget)|(?:echo|printf)\s[^\n]*\$\{?\w*(?:TOKEN|SECRET|PASSWORD|API_KEY|ACCESS_KEY)[^\n]*\|[^\n]*\b(?:dig|nslookup|host|ping)\s)re"},
    Pattern{
        true, kLeak, "records the screen, the room or the machine, and sends it",
        R"re((?:screencapture|scrot|gnome-screenshot|grim|import\s+-window|ffmpeg\s[^\n]*(?:avfoundation|x11grab|alsa|pulse|dshow|gdigrab)|imagesnap|fswebcam|arecord|\bsox\s+-d|xinput\s+test|uname\s+-a|ifconfig|ip\s+addr|whoami)[^\n]*(?:\||;|&&)[^\n]*(?:\bcurl\s[^\n]*(?:-F|-T|-d|--data\S*|--upload-file)\s|\bnc\s|\bscp\s|Invoke-))re"},
    Pattern{
        true, kLeak, "sends the whole repository elsewhere",
        R"re(git\s+(?:remote\s+(?:set-url|add)|config)\s[^\n]*https?://[^\n]*git\s+push\s[^\n]*(?:--all|--mirror)|git\s+push\s[^\n]*https?://\S+[^\n]*(?:--mirror|--all)|git\s+push\s[^\n]*(?:--mirror|--all)[^\n]*https?://)re"},
    Pattern{true, kRoots, "leads what is fetched elsewhere",
            "git\\s+config\\s[^\\n]*credential\\.helper[^\\n]*(?:curl|wget|\\bnc\\b)|(?:networksetup\\s+-"
            "set\\w*proxy|gsettings\\s+set\\s+\\S*proxy|netsh\\s+winhttp\\s+set\\s+proxy)[^\\n]*" PUBLIC_IP},
    Pattern{
        true, kRoots, "takes orders from another machine again and again",
        R"re(\bwhile\b[^\n]*(?:curl|wget)\s[^\n]*\|\s*(?:ba|z|da)?sh\b|\bwhile\b[^\n]*(?:eval|sh\s+-c)[^\n]*\$\((?:curl|wget)|\b(?:setsid|nohup|disown)\b[^\n]*(?:curl|wget)\s[^\n]*\|\s*(?:ba|z|da)?sh\b)re"},
    Pattern{
        true, kRoots, "starts in the system's name",
        R"re((?:\bcp\b|\bmv\b|\bln\b|>>?|\btee\b)[^\n]*Library/Launch(?:Agents|Daemons)/com\.(?:apple|microsoft|google)\.|(?:\bcp\b|\bmv\b)[^\n]*Library/Launch(?:Agents|Daemons)[^\n]*launchctl\s+(?:load|bootstrap))re"},
    Pattern{
        true, kSettings, "takes an agent's permissions away from its user",
        R"re(\b(?:claude|codex|gemini)\s+config\s+(?:set|add)\s[^\n]*(?:bypassPermissions|dangerously|danger-full|autoApprove|yolo)|--install-extension\s+["']?(?:http://|https?://\d))re"},
    Pattern{
        true, kSettings, "starts an agent that asks nobody",
        R"re((?:claude|codex|gemini|copilot|cursor-agent|opencode)\s(?:exec\s)?[^\n`]*(?:-p|--print|exec)\s[^\n`]*(?:--dangerously-\w[\w-]*|--yolo|bypassPermissions|--allow-all-tools)|codex\s+exec\s[^\n`]*--dangerously-\w+)re"},
    Pattern{true, "self-replication", "writes itself into other skills",
            R"re(\bcp\s[^\n]*SKILL\.md["']?\s[^\n]*skills/\*)re"},
    Pattern{
        true, kMasked, "runs what it decodes",
        R"re(\b(?:exec|system|eval|qx)\s*\(?\s*pack\s*\(|child_process[^\n]*exec\w*\(\s*(?:Buffer\.from|atob)|\bIFS=\S;?\s[^\n]*\$\w+\s*\|\s*(?:ba|z)?sh|\$\(\s*rev\s+<<<|(?:exec|system|popen|run|Popen)\s*\(\s*(?:base64\.b64decode|bytes\.fromhex|codecs\.decode|atob|Buffer\.from))re"},
    Pattern{true, kDangerous, kWipes,
            R"re(\bfor\s+\w+\s+in\s+["']?(?:~|\$HOME|\$\{HOME\}|/)/?["']?\*\s*;?[^\n]*\brm\s+-\w*r|\b(?:chmod|chown|chattr|chflags)\s+(?:-\S+\s+)*-R\w*\s+(?:\S+\s+)?["']?(?:~|\$HOME|\$\{HOME\}|/)/?["']?\s*(?:$|[;&|])|\bchmod\s+-R\s+0*\s*["']?(?:~|\$HOME|/)|\bfind\s+["']?(?:~|\$HOME|\$\{HOME\}|/)/?["']?\s[^\n]*-exec\s+(?:openssl|gpg|7z|zip)\s|\bpsql\s+["']?\$\{?DATABASE_URL[^\n]*DROP\s+(?:SCHEMA|DATABASE))re"},
    Pattern{
        true, kDangerous, "destroys the history of a repository",
        R"re(reflog\s+expire\s+[^\n]*--all[^\n]*gc\s+[^\n]*--prune=now[^\n]*--aggressive\s*(?:;|&&)\s*(?:rm|git\s+push)|filter-branch\s[^\n]*git\s+rm\s+-rf?\s+\.)re"},
};

constexpr char kKeywords[] =
    R"re(/\w*\?|https?://|ftp://|history|screen|scrot|grim|import\s+-|ffmpeg|imagesnap|fswebcam|arecord|\bsox\s|xinput|uname|ifconfig|ip\s+addr|whoami|git\s|networksetup|gsettings|netsh|while|setsid|nohup|disown|config\s|install-ext|\bcp\s|IFS=|pack|child_process|\bfor\s|chmod|chown|chattr|chflags|psql|:1\}|ARGUMENTS|CLAUDE_|API_KEY|Library/|systemd|\.service|autostart|/etc/|hooks|templateDir|fsmonitor|sshCommand|insteadOf|proxy|alias\.|PROMPT_COMMAND|Current|RunOnce|Winlogon|schtasks|Scheduled|ItemProperty|__Event|net1?\s|useradd|dscl|customize\.py|launchctl|rc\b|profile|cron|index-url|settings|\.claude|\.mcp|\.codex|\.gemini|\.cursor|opencode\.json|desktop_config|mcp|_(?:BASE|API|END)|_PROXY|dangerously|--yolo|yolo|--permission-mode|--allow-all|--yes-always|--skip-perm|SKILL\.md|skills/\*|clip|xsel|pbpaste|wl-paste|security\s|secret-tool|mimikatz|sekurlsa|comsvcs|procdump|hklm|ntds|shadow|vaultcmd|Keychain|Chrome|Brave|ozilla|Firefox|Login Data|logins\.json|key4|cookies|password-store|keyrings|_history|\.netrc|git-cred|\.pypirc|\.docker|\.config/|\.azure|\.electrum|\.bitcoin|\.ethereum|wallet\.dat|\.gnupg|\.kube|\.aws|\.ssh|\benv|printenv|export -p|declare -p|environ|dig\s|nslookup|\bhost\s|ping\s|getent|gethost|getaddr|dns\.|resolve|SECRET|TOKEN|PASSWORD|_KEY|osascript|AppleScript|display dialog|zenity|kdialog|yad\s|Credential|printf|echo\s+-e|getattr|setattr|__import__|globals|locals|vars\(|exec|eval|\["|&\s*\(|-join|base64|base32|xxd|openssl|\brev\b|\btr\s|^c\w+$|__reduce__|return|certutil|bitsadmin|mshta|regsvr32|rundll32|msiexec|[cw]script|wmic|installutil|Bits|Invoke-|\biwr\b|odbcconf|curl|wget|docker|podman|nerdctl|nsenter|release_agent|core_pattern|hostPID|vssadmin|bcdedit|wbadmin|cipher|\bformat|diskpart|Clear-Disk|Format-|\bdel\s|\berase\s|\brd\s|rmdir|Remove-Item|diskutil|tmutil|rsync|shred|/dev/|\bfind\s|os\.walk|unlink|delete|destroy|terminate|purge|\brb\b|nuke|uninstall|push|orphan|reflog|DROP|FLUSH|TRUNCATE)re";

constexpr std::array kParts = {
    Pattern{
        true, nullptr, nullptr,
        R"re(dict\(os\.environ\)|os\.environ\.(?:copy|items)\(|JSON\.stringify\(\s*process\.env\s*[,)]|Object\.(?:entries|keys)\(process\.env|(?:open|read_text|readFile\w*|Path)\([^\n]*(?:\.ssh/id_|\.aws/credentials|/etc/shadow|Login Data|\.netrc|\.git-credentials)|(?:expanduser|homedir\(\)|Path\.home\(\))[^\n]*(?:\.ssh|\.aws|\.gnupg|\.netrc|\.config/gcloud|Chrome|\.mozilla)\b)re"},
    Pattern{
        true, kLeak, kSends,
        "(?:(?:requests|httpx|axios|session)\\.(?:post|put)|urlopen|http\\.client|fetch|smtplib|urllib[\\w.]*"
        "Request)\\s*\\(?[^\\n]*(?:" PLAIN_WEB "|" PUBLIC_IP
        R"re(|webhook|ngrok|pastebin|transfer\.sh|requestbin|oast|burpcollab|\.test\b|\.xyz\b|\.ru\b|telegram|discord))re"},
    Pattern{
        true, nullptr, nullptr,
        R"re(\b(?:tar|zip|cp|cat|7z)\s[^\n]*(?:~|\$HOME|\$\{HOME\}|/root)/\.(?:ssh|aws|gnupg|kube|config/gcloud|netrc|mozilla|password-store)\b|\b(?:env|printenv|export -p)\s*(?:\|[^\n]*)?>\s*\S+)re"},
    Pattern{
        true, kLeak, kSends,
        R"re(\b(?:curl|http|wget)\s[^\n]*(?:-T\s|-F\s|-d\s*["']?@|--data\S*[ =]["']?@|--upload-file|--post-file)[^\n]*|\b(?:nc|ncat)\s+\S+\s+\d+\s*<|\bscp\s+\S+\s+\S+@(?:\d+\.){3}\d+:)re"},
    Pattern{
        true, nullptr, nullptr,
        R"re(^\s*\w+=["']?(?:\$\(|`)[^\n]*(?:base64\s+(?:-d|-D|--decode)|xxd\s+-r|base32\s+-d|\|\s*rev\b)|^\s*\w+\s*=\s*(?:base64\.b\d+decode|codecs\.decode|bytes\.fromhex|atob|Buffer\.from)\s*\()re"},
    Pattern{
        true, kMasked, "run what they decode",
        R"re(^\s*(?:eval|(?:ba|z|da)?sh\s+-c)\s+["']?\$\{?\w+\}?["']?\s*$|^\s*(?:exec|eval)\(\s*\w+(?:\.decode\([^)]*\))?\s*\)|os\.system\(\s*\w+(?:\.decode\([^)]*\))?\s*\))re"},
    Pattern{true, nullptr, nullptr,
            "\\b(?:curl|wget)\\s[^\\n]*(?:-o|-O|>)[^\\n]*(?:" PLAIN_WEB "|//" PUBLIC_IP
            ")|\\b(?:curl|wget)\\s[^\\n]*(?:" PLAIN_WEB "|//" PUBLIC_IP ")[^\\n]*(?:-o|-O|>)"},
    Pattern{
        true, kDangerous, "run what they download without TLS",
        R"re(^\s*(?:sudo\s+)?(?:nohup\s+)?(?:(?:ba|z|da)?sh|source|\.|python3?|node|perl)\s+\S*(?:/tmp/|\.sh\b|\./)|^\s*chmod\s+\S*\+?x|^\s*(?:sudo\s+)?(?:/tmp/|\./)\S+)re"},
    Pattern{true, nullptr, nullptr, "(?:>>?|\\btee\\b|write_text|writeFile\\w*|json\\.dump)[^\\n]*" SETTINGS},
    Pattern{true, kSettings, "take an agent's permissions away from its user",
            "bypassPermissions|disableAllHooks|danger-full-access|approval_policy\\W{1,6}never|"
            "enableAllProjectMcpServers|[\"']?allow[\"']?\\s*:\\s*\\[\\s*[\"'](?:\\*|Bash(?:\\(\\*?:?\\*?\\))"
            "?)[\"']"},
    Pattern{true, nullptr, nullptr,
            "(?:>>?|\\btee\\b|\\bcp\\b|\\bcat\\b)[^\\n]*(?:Library/Launch(?:Agents|Daemons)|\\.config/"
            "autostart|systemd/(?:user|system)/|\\.git/hooks/|/etc/cron|/etc/profile\\.d|/etc/rc\\.local)"},
    Pattern{
        true, kRoots, "make what starts by itself run what it downloads or decodes",
        R"re((?:curl|wget)\s[^\n|]*\|\s*(?:sudo\s+)?(?:/bin/)?(?:ba|z|da)?sh\b|<string>[^\n<]*(?:curl|wget|base64|/tmp/\.|/dev/tcp)|ExecStart=[^\n]*(?:curl|wget|base64|/tmp/|/dev/tcp|\bnc\b)|^Exec=[^\n]*(?:curl|wget|base64|/tmp/|sh -c))re"},
};

constexpr char kPartWords[] =
    R"re(environ|process\.env|open|read|Path|expanduser|homedir|post|put|urlopen|http|fetch|smtplib|urllib|tar\s|zip\s|\bcp\s|\bcat\s|7z\s|\benv\b|printenv|export -p|curl|wget|\bnc\s|ncat|scp|base64|xxd|base32|\brev\b|codecs|fromhex|atob|Buffer|eval|sh\s|exec|system\(|source|python|node|perl|chmod|/tmp/|\./|>|tee|write|dump|bypass|disableAll|danger|approval|enableAll|allow|<string>|Exec)re";

}  // namespace

const Patterns& part_patterns() {
  static const Patterns kPatterns(kParts, kPartWords);
  return kPatterns;
}

const Patterns& harm_patterns() {
  static const Patterns kPatterns(kHarm, kKeywords);
  return kPatterns;
}

}  // namespace galdr::gate
