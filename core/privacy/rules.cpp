#include "core/privacy/rules.hpp"

#include "core/privacy/around.hpp"
#include "core/privacy/blocks.hpp"
#include "core/privacy/values.hpp"
#include "core/privacy/vendors.hpp"
#include "core/privacy/vouched.hpp"

// Pieces of patterns that several rules share.
#define GALDR_NAME                                                                                        \
  "(?i:(?P<name>(?:pass(?:word|wd|phrase|code)?|assword|passwort|pwd|psk|secret|token|cred(?:ential)?s?|" \
  "api[ "                                                                                                 \
  "._-]?key|"                                                                                             \
  "auth|bearer|key)[A-Za-z0-9_-]*))"
#define GALDR_QUOTED \
  "[bfru]{0,2}\"((?:[^\"\\\\\\n]|\\\\.)+)|[bfru]{0,2}'([^'\\n]+)|\\\\+[\"']([^\"'\\\\\\n]+)|`([^`\\n]+)"
#define GALDR_VALUE "(?:" GALDR_QUOTED "|([^\\s\"'`,;&<>(){}\\[\\]|\\\\=][^\\s\"'`,;&<>(){}\\[\\]|\\\\]*))"

// What "password" is in other languages: beginnings of words, for both cases of letters that are not ASCII.
#define GALDR_FOREIGN                                                                                       \
  "kennwort|passwort|mot de passe|motdepasse|mot_de_passe|mdp "                                             \
  "|mdp:|contrase|clave|senha|palavra-passe|hasło|haslo|"                                                  \
  "wachtwoord|lösenord|losenord|adgangskode|passord|salasana|heslo|jelsz|parol|şifre|sifre|lozink|geslo|" \
  "slaptažod|parool|contrasenya|pasahitza|lykilor|fjalekalim|katasandi|kata sandi|mật khẩu|mat khau|"  \
  "chave|clé |zugangsdaten|codice segreto|sleutel|schlüssel|"                                             \
  "ароль|арола|озинка|люч|токен|"                                                   \
  "ωδικ|συνθηματ|密码|密碼|口令|密钥|令牌|パスワード|暗証番号|"              \
  "トークン|비밀번호|암호|토큰|كلمة المرور|كلمة السر|رمز عبور|"        \
  "סיסמ|पासवर्ड|รหัสผ่าน|চাবি|பாஸ்வேர்டு"

namespace galdr::privacy {
namespace {

// clang-format off
constexpr Rule kRules[] = {
  {.id = "private-key", .keywords = "private key|static key|private-lines:", .find = find_private_keys},
  {.id = "kubernetes-secret", .keywords = "kind: secret|kind: \"secret|kind: 'secret|kind\":\"secret|kind\": \"secret",
   .find = find_kubernetes_secrets},
  {.id = "anthropic", .keywords = "sk-ant-", .pattern = R"re(\b(sk-ant-[A-Za-z0-9_-]{16,}))re", .entropy = 3, .harmless = harmless_token},
  {.id = "openai", .keywords = "sk-",
   .pattern = R"re(\b(sk-(?:(?:proj|svcacct|admin|service|None|or-v1)-[A-Za-z0-9_-]{16,}|[A-Za-z0-9]{20,}))(?:[^A-Za-z0-9]|\z))re",
   .entropy = 3, .harmless = harmless_loose_token},
  {.id = "github", .keywords = "ghp_|gho_|ghu_|ghs_|ghr_|github_pat_",
   .pattern = R"re((?:\b|_|%3A)(gh[pousr]_[A-Za-z0-9_]{30,}|github_pat_[A-Za-z0-9_]{22,}))re", .entropy = 3, .harmless = harmless_token},
  {.id = "gitlab", .keywords = "glpat-|gldt-|glrt-|glcbt-|glptt-|glft-|glimt-|glagent-|gloas-|glsoat-|glffct-|glwt-",
   .pattern = R"re(\b(gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct|wt)-[A-Za-z0-9_-]{18,}(?:\.[0-9a-z]{2}\.[0-9a-z]{7,9})?))re",
   .entropy = 3, .harmless = harmless_token},
  {.id = "slack", .keywords = "xoxa-|xoxb-|xoxc-|xoxd-|xoxe-|xoxe.|xoxo-|xoxp-|xoxr-|xoxs-|xapp-",
   .pattern = R"re(\b((?:xox[abcdeoprs]|xapp|xoxe\.xox[bp])-[A-Za-z0-9%+/-]{10,}))re", .entropy = 2.5, .harmless = harmless_token},
  {.id = "slack-webhook", .keywords = "hooks.slack.com/",
   .pattern = R"re((?i)hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9+/_-]{20,}))re", .entropy = 3, .harmless = harmless_token},
  {.id = "stripe", .keywords = "sk_live|sk_test|sk_prod|rk_live|rk_test|rk_prod|whsec_",
   .pattern = R"re(\b((?:[sr]k_(?:test|live|prod)|whsec)_[A-Za-z0-9+/=]{10,}))re", .entropy = 2.8, .harmless = harmless_token},
  {.id = "gcp-api-key", .keywords = "aiza", .pattern = R"re(\b(AIza[A-Za-z0-9_-]{35}))re", .entropy = 3, .harmless = harmless_token},
  {.id = "google-oauth", .keywords = "ya29.|gocspx-", .pattern = R"re(\b(ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}))re",
   .entropy = 3, .harmless = harmless_token},
  {.id = "aws-access-key-id", .keywords = "akia|asia|abia|acca|a3t",
   .pattern = R"re(\b((?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16})\b)re", .entropy = 2.5, .harmless = harmless_token},
  {.id = "aws-secret-key", .keywords = "aws|akia|asia|secret_access|secretaccess|secret access|secret-access",
   .pattern = R"re((?i:aws|akia|asia|secret)[^\n]{0,80}[\s"'=:,;\\]([A-Za-z0-9/+]{40})(?:[\s"',;\\<]|\z))re",
   .entropy = 3.6, .harmless = harmless_random},
  {.id = "npm", .keywords = "npm_", .pattern = R"re(\b(npm_[A-Za-z0-9]{36}))re", .entropy = 3, .harmless = harmless_token},
  {.id = "pypi", .keywords = "pypi-ag", .pattern = R"re(\b(pypi-Ag[A-Za-z0-9_-]{30,}))re", .entropy = 3, .harmless = harmless_token},
  {.id = "huggingface", .keywords = "hf_|api_org_", .pattern = R"re(\b(hf_[A-Za-z0-9]{30,}|api_org_[A-Za-z0-9]{30,}))re", .entropy = 3},
  {.id = "sentry", .keywords = "sntrys_|sntryu_", .pattern = R"re(\b(sntry[su]_[A-Za-z0-9+/=_-]{30,}))re", .entropy = 3, .harmless = harmless_token},
  {.id = "1password", .keywords = "ops_eyj", .pattern = R"re(\b(ops_eyJ[A-Za-z0-9+/=_-]{30,}))re", .entropy = 3},
  {.id = "jwt", .keywords = "eyj", .pattern = R"re((?:\b|_)(eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?))re", .entropy = 3},
  {.id = "sendgrid", .keywords = "sg.", .pattern = R"re(\b(SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}))re", .entropy = 3, .harmless = harmless_token},
  {.id = "digitalocean", .keywords = "dop_v1_|doo_v1_|dor_v1_", .pattern = R"re(\b(do[opr]_v1_[a-f0-9]{32,}))re", .entropy = 3},
  {.id = "databricks", .keywords = "dapi", .pattern = R"re(\b(dapi[a-f0-9]{32}(?:-\d)?)\b)re", .entropy = 3},
  {.id = "azure-storage-key", .keywords = "accountkey=|sharedaccesskey=",
   .pattern = R"re((?i:accountkey|sharedaccesskey)=([A-Za-z0-9+/]{30,}={0,2}))re", .entropy = 3.5},
  {.id = "azure-sas", .keywords = "sig=", .pattern = R"re([?&;"'\s]sig=([A-Za-z0-9%+/=_-]{30,}))re", .entropy = 3.5},
  {.id = "azure-client-secret", .keywords = "0q~|1q~|2q~|3q~|4q~|5q~|6q~|7q~|8q~|9q~",
   .pattern = R"re((?m)(?:[^A-Za-z0-9_~.]|^)([A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}))re", .entropy = 3.3},
  {.id = "doppler", .keywords = "dp.pt.|dp.st.|dp.ct.|dp.sa.|dp.scim.|dp.audit.",
   .pattern = R"re(\b(dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]+\.)?[A-Za-z0-9]{36,}))re", .entropy = 3, .harmless = harmless_token},
  {.id = "linear", .keywords = "lin_api_|lin_oauth_", .pattern = R"re(\b(lin_(?:api|oauth)_[A-Za-z0-9]{30,}))re", .entropy = 3, .harmless = harmless_token},
  {.id = "vault", .keywords = "hvs.|hvb.|hvr.", .pattern = R"re(\b(hv[sbr]\.[A-Za-z0-9_-]{20,}))re", .entropy = 3, .harmless = harmless_token},
  {.id = "age", .keywords = "age-secret-key-", .pattern = R"re((?i)(AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{40,}))re", .entropy = 3},
  {.id = "telegram", .keywords = ":aa", .pattern = R"re((?:\b|bot)(\d{8,10}:AA[A-Za-z0-9_-]{32,34}))re", .entropy = 3},
  {.id = "webhook", .keywords = "/api/webhooks/|webhook.office.com/",
   .pattern = R"re((?i)(?:discord(?:app)?\.com/api/webhooks/\d+|webhook\.office\.com/webhookb2)/([A-Za-z0-9_@/-]{40,}))re", .entropy = 3},
  {.id = "vendor-token", .keywords = "", .entropy = 3, .harmless = harmless_loose_token, .match_at = vendor_token_at},
  {.id = "vendor-token", .keywords = ".atlasv1.|discord|login(|bot |pat|-us|:apa91b|1/1|asana",
   .pattern = R"re(\b([A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{40,}|[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}|pat[A-Za-z0-9]{14}\.[0-9a-f]{64}\b|[0-9a-f]{32}-us\d{1,2}\b|AAAA[A-Za-z0-9_-]{7}:APA91b[A-Za-z0-9_-]{60,}|\d/\d{10,20}(?:/\d{10,20})?:[0-9a-f]{32}\b))re",
   .entropy = 3, .harmless = harmless_loose_token, .worth = token_follows},
  {.id = "database-uri", .keywords = "://",
   .pattern = R"re((?i:\b(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|valkey|amqps?|mssql|sqlserver|cockroachdb|clickhouse|oracle|jdbc:[a-z]+|kafka|nats|ldaps?|memcached|couchdb|influxdb|neo4j|bolt)(?:\+[a-z0-9]+)*)://[^\s/?#"'<>:@\\]*:([^\s/"'<>\\]+)@)re",
   .harmless = harmless_plain, .worth = host_follows},
  {.id = "url-password", .keywords = "://", .pattern = R"re([A-Za-z][A-Za-z0-9+.-]{0,20}://[^\s/?#"'<>:@\\]*:([^\s/"'<>\\]+)@)re",
   .harmless = harmless_plain, .worth = host_follows},
  {.id = "authorization", .keywords = "authorization",
   .pattern = R"re((?i)\b(?:proxy-)?authorization\\*["'`]?\]?\s{0,4}(?:=>|[:=,])\s{0,4}\\*(?:[fbru]{0,2}["'`])?(?:[a-z][a-z0-9_-]{1,24}[ =]+)?\\*["']?([^\s"'`\\,;()<>\[\]]+))re",
   .harmless = harmless_header},
  {.id = "bearer", .keywords = "bearer|ssws", .pattern = R"re((?i)\b(?:bearer|ssws)[ :]\s{0,3}\\*["']?([A-Za-z0-9._~+/=-]{12,}))re", .entropy = 2.8, .harmless = harmless_prose},
  {.id = "set-cookie", .keywords = "set-cookie", .pattern = R"re((?i)\bset-cookie2?\\*["']?\s{0,4}[:=,]\s{0,4}\\*["'\[]{0,2}[^=;,\s"']+=\\*"?([^;\s"'\\]+))re",
   .harmless = harmless_plain},
  {.id = "cookie", .keywords = "cookie", .pattern = R"re((?im)(?:^|[^a-z-]|[^t]-)cookie\\*["'`]?\]?\s{0,4}(?::\s{0,4}\\*["'`]?|[=,]\s{0,4}\\*["'`])([^=;,:\s"'`(){}<>\\]+=[^\r\n"'`\\]+))re",
   .harmless = harmless_cookie},
  {.id = "curl-cookie", .keywords = "curl", .pattern = R"re(\bcurl\b[^\n]{0,400}?\s(?:-b|--cookie)[ =]?["']?([^=\s"'/]+=[^\n"']+))re", .harmless = harmless_cookie},
  {.id = "curl-user", .keywords = "curl",
   .pattern = R"re(\bcurl\b[^\n]{0,400}?\s(?:-[a-zA-Z]*[uU]|--(?:proxy-)?user)[ =]?\\?["']?[^\s:"'=/]+:([^\s"'\\]+))re", .harmless = harmless_plain},
  {.id = "cli-password", .keywords = "mysql|mariadb|sshpass|docker|redis-cli|mongo",
   .pattern = R"re((?:\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n|;]{0,200}?\s-p|\bsshpass\s+-p\s*|\b(?:docker|podman|helm)\s+(?:registry\s+)?login\b[^\n|;]{0,200}?\s-p\s+|\bredis-cli\b[^\n|;]{0,200}?\s-a\s+|\bmongo(?:sh|dump)?\b[^\n|;]{0,200}?\s-p\s+)["']?([^\s"']+))re",
   .harmless = harmless_plain},
  {.id = "cli-password", .keywords = "7z |7za|7zr|zip|sqlcmd|ldap|htpasswd|smb|rpcclient|rabbitmqctl|keychain|generic-password|ssh-keygen|requirepass|masterauth|snmp|oauth2-bearer|net user|lftp|nmcli|bundle config|wpa_passphrase|/user:|sudo|chpasswd|password-stdin|with-token|secret put|secret set|env add|secret create|secrets set|pass:|from-literal",
   .pattern = R"re((?:\b7z[ar]?\b[^\n|;]{0,200}?\s-p|\b(?:zip|unzip|sqlcmd)\b[^\n|;]{0,200}?\s-P\s*|\bldap[a-z]+\b[^\n|;]{0,200}?\s-w\s+|\bhtpasswd\s+-[a-zA-Z]*b[a-zA-Z]*\s+(?:-\S+\s+)*(?:[^\s-]\S*\s+)?\S+\s+|\b(?:smb[a-z]+|rpcclient)\b[^\n|;]{0,200}?\s-U\s*["']?[^\s%"']+%|\brabbitmqctl\s+(?:add_user|change_password)\s+\S+\s+|-generic-password\b[^\n|;]{0,200}?\s-w\s+|\bssh-keygen\b[^\n|;]{0,200}?\s-[NP]\s+|\b(?:requirepass|masterauth)\s+|\bsnmp[a-z]+\b[^\n|;]{0,200}?\s-[AX]\s+|--oauth2-bearer\s+|\bnet user\s+\S+\s+|\blftp\b[^\n|;]{0,200}?\s-u\s+[^\s,]+,|\bnmcli\b[^\n|;]{0,200}?\spassword\s+|\bbundle config\s+(?:set\s+)?(?:--\w+\s+)?\S+\s+[^\s:]+:|\bwpa_passphrase\s+\S+\s+|/user:\S+\s+)["']?([^\s"'|;&]+))re"
              R"re(|(?:\b(?:echo|printf)\s+(?:-\w+\s+)*(?:["']?%s(?:\\n)?["']?\s+)?["']?(?:[A-Za-z0-9_.-]+:)?([^\s"'|:\\]+)["']?\s*\|\s*(?:sudo\s+-S|(?:sudo\s+)?chpasswd|[^\n|]{0,120}(?:--password-stdin|--with-token|secret put|secret set|env add|secret create))|-pass(?:in|out)?\s+pass:([^\s"']+)|(?:--password-stdin|--with-token)\s*<<<\s*["']?([^\s"']+)|--from-literal[= ]["']?[^\s=]+=([^\s"']+)|\bsecrets? set\s+[A-Z0-9_]+=["']?([^\s"']+)))re",
   .harmless = harmless_argument},
  {.id = "code-password", .keywords = "auth=(|auth = (|basicauth(|@tcp(|@unix(|getconnection(|to-securestring|new pdo(|->connect(|mysqli(|mysqli_connect(|random_password|ugfzc3dvcmq6",
   .pattern = R"re((?:(?i:auth\s*=\s*\(|basicauth\(|getconnection\([^\n"']{0,200}(?:["'][^"'\n]*["'])?,)\s*["'][^"'\n]*["']\s*,\s*["']([^"'\n]+)["']|[A-Za-z0-9_.-]+:([^\s:@/"']+)@(?:tcp|unix)\(|(?i:to-securestring)\s+(?:-String\s+)?["']([^"'\n]+)["']|(?i:pdo|->connect|mysqli|mysqli_connect)\(\s*["'][^\n]{0,160}?["']\s*,\s*["'][^"'\n]*["']\s*,\s*["']([^"'\n]+)["']|"random_password"(?s:.{0,300}?)"(?:result|b64_[a-z]+)"\s*:\s*"([^"\n]+)"|334 UGFzc3dvcmQ6\s{1,4}(?:[C>]:? )?([A-Za-z0-9+/=]{8,})))re", .reach = 400,
   .harmless = harmless_quoted},
  {.id = "sql-password", .keywords = "identified|password for|password '|password \"|password('|password(\"",
   .pattern = R"re((?im)(?:\bidentified\s+(?:with\s+\S+\s+)?(?:by|as)\s+(?:password\s+)?|(?:^|[^-\w])password\s*[\s(]\s*|\bset password for \S+\s*=\s*)\\*['"]([^'"\\\n]+)\\*['"])re",
   .harmless = harmless_quoted},
  {.id = "pgpass", .keywords = ":5432:|:5433:|:6432:|:3306:|:*:", .pattern = R"re((?m)(?:^|[\s"'`=])[^\s:/@"'`{}=?]+:(?:\d{2,5}|\*):[^\s:]*[A-Za-z*][^\s:]*:[^\s:]+:([^\s:"'`\\]{3,})(?:$|[\s"'`\\]))re",
   .harmless = harmless_plain},
  {.id = "password-hash", .keywords = "$1$|$5$|$6$|$y$|$2a$|$2b$|$2x$|$2y$|$apr1$|$argon2|$scrypt|$pbkdf2|pbkdf2_sha|{ssha|{sha",
   .pattern = R"re((\$(?:1|5|6|y|gy|apr1)\$[^\s:"'\\]{1,80}\$[A-Za-z0-9./]{20,}|\$2[abxy]\$\d\d\$[A-Za-z0-9./]{50,}|\$(?:argon2(?:id|i|d)|scrypt|pbkdf2[a-z0-9-]*)\$[A-Za-z0-9+/=,$.-]{30,}|pbkdf2_sha\d+\$\d+\$[A-Za-z0-9]+\$[A-Za-z0-9+/=]{20,}|\{S?SHA\d*\}[A-Za-z0-9+/=]{20,}))re",
   .entropy = 3},
  {.id = "mnemonic", .keywords = "mnemonic|seed phrase|seed_phrase|seedphrase|seed-phrase|recovery phrase|recovery_phrase|seed words|secret phrase|backup phrase",
   .pattern = R"re((?i:mnemonic|phrase|words)[^\n]{0,40}?[:= "'](?:is:? )?\s{0,4}["']?((?:[a-z]{3,8}(?: |, ?)){11,23}[a-z]{3,8})\b)re", .reach = 240, .harmless = harmless_words},
  {.id = "signed-url", .keywords = "signature=", .pattern = R"re((?i)[?&;,\s](?:X-[A-Za-z]+-)?Signature=([A-Za-z0-9%+/=_~.-]{16,}))re", .entropy = 3, .harmless = harmless_plain},
  {.id = "url-token", .keywords = "/reset|/verif|/confirm|/magic|/invit|/activat|/recover|/password|/sign-in/|/unsubscribe|code=|ticket=|otp=|sessid|sessionid|connect.sid|_session|session\"|sessionid\"|sid\"|sess\"",
   .pattern = R"re(https?://[^\s"'<>?#]{3,200}?/(?:reset|password|verif|confirm|magic|invit|activat|recover|sign-in|unsubscribe)[a-z_-]{0,20}(?:/[a-z-]{1,20}){0,2}[/?]([A-Za-z0-9_.~-]{20,}))re"
              R"re(|(?i)(?:[?&](?:code|ticket|otp)|\b(?:PHPSESSID|JSESSIONID|ASP\.NET_SessionId|sessionid|connect\.sid|[a-z_]+_session))=(?:s%3A)?([A-Za-z0-9_./~-]{16,}))re"
              R"re(|(?i:"[a-z_.-]*(?:sess[a-z_.-]*|sid)\\?"[^{}\n]{0,160}?"value\\?"\s{0,4}:\s{0,4}\\?"([^"\\\n]{12,})))re",
   .harmless = harmless_link},
  {.id = "netrc", .keywords = "machine", .pattern = R"re(\bmachine\s+(?:localhost|\S+[.:]\S+)\s+login\s+\S+\s+password\s+(\S+))re", .reach = 200, .harmless = harmless_plain},
  {.id = "registry-auth", .keywords = "auth", .pattern = R"re(\b_?auth\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?([A-Za-z0-9+/]{12,}={0,2}))re", .entropy = 3, .harmless = harmless_header,
   .worth = separator_follows},
  {.id = "flag", .keywords = "pass|pwd|secret|token|key|cred|auth",
   .pattern = R"re((?i)-{1,2}(?P<name>[a-z0-9-]{0,40}(?:password|passwd|passphrase|pass|pwd|secret|token|key|credentials?|auth)[a-z0-9-]*)(?:=|\s+|\\?["'],\s*\\?["'])["']?([^\s"'\\=<>|;&()\[\]{}][^\s"'\\<>|;&()]*))re",
   .harmless = harmless_flag, .worth = is_option},
  {.id = "environment", .keywords = "pass|pwd|secret|token|key|cred|auth|_pat|_pw",
   .pattern = R"re((?P<name>(?:PASS(?:WORD|WD|PHRASE|CODE)?|PWD|PW|SECRETS?|TOKEN|KEY|CREDENTIALS?|CREDS?|AUTH|PAT)(?:_?[A-Z0-9]+)*)=["']?([^\s"'`\\;&|,<>]+))re",
   .harmless = harmless_environment, .worth = is_shell_variable},
  {.id = "named-value", .keywords = "pass|pwd|psk|secret|token|key|cred|auth",
   .pattern = GALDR_NAME R"re((?:\\*["'`])?\]?\)?\s{0,8}(?:=>|:=|\?=|\|\|=|[:=])\s{0,8})re" GALDR_VALUE, .harmless = harmless_assignment, .worth = separator_follows},
  {.id = "named-value", .keywords = "pass|pwd|secret|token|key|cred|auth",
   .pattern = GALDR_NAME R"re(\s?:\s?[A-Za-z&][A-Za-z0-9_.<>\[\]| ]{0,24}?\s?=\s?(?:)re" GALDR_QUOTED ")", .harmless = harmless_assignment, .worth = type_follows},
  {.id = "named-value", .keywords = "pass|pwd|secret|token|key|cred",
   .pattern = "<[A-Za-z0-9_.:-]{0,40}?" GALDR_NAME R"re((?:\s[^<>\n]{0,80})?>([^<>\n]+)</)re", .harmless = harmless_assignment, .worth = element_follows},
  {.id = "named-value", .keywords = "name|key=\"|key='",
   .pattern = R"re((?i:\b(?:[a-z_]*name|key)\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?(?P<name>[a-z0-9_.-]*(?:password|passwd|pwd|secret|token|key|credentials?)[a-z0-9_]*)\\?["']?,?\s{1,40}\\?["']?value\\?["']?\s{0,4}[:=]\s{0,4}))re" GALDR_VALUE,
   .reach = 200, .harmless = harmless_assignment, .worth = separator_follows},
  {.id = "named-value", .keywords = "pass|pwd|secret|token|key|cred|auth",
   .pattern = GALDR_NAME R"re((?:\\*["'`]\s{0,4},|\()\s{0,4}(?:)re" GALDR_QUOTED ")", .harmless = harmless_pair, .worth = argument_follows},
  {.id = "named-value", .keywords = "pass|assword|pwd|secret|token|key|cred|auth",
   .pattern = GALDR_NAME R"re((?:</key>\s{0,40}<string>|\\?["']?:[ \t]*\r?\n(?:[ \t]+(?:Type|NoEcho|Description|Min[A-Za-z]+|Max[A-Za-z]+|Allowed[A-Za-z]+|Constraint[A-Za-z]+|type|description|sensitive)[^\n]{0,120}\n){0,6}[ \t]+[Dd]efault:[ \t]*["']?|[^\n"]{0,20}["}]\s{0,8}\{?\s{0,8}(?:exp_)?send(?:_user)?\s+(?:--\s+)?["{]|[:.]?[ \t]*\r?\n[ \t`]*|["']\s{1,4}value=["']|\\?["']?\s{0,3}[:=]\s{0,3}\{\s{0,40}\\?["']?(?:value|default|plaintext)\\?["']?\s{0,3}[:=]\s{0,3}\\?["']|[ \t]*=[ \t]*(?:'''|\"\"\")\s{0,8})([^<>\s"'\\]{4,}))re", .reach = 240, .harmless = harmless_below, .worth = value_is_below},
  {.id = "named-value", .keywords = "pass|pwd|secret|token|key|cred", .worth = heads_column, .find = find_columns},
  {.id = "prose", .keywords = GALDR_FOREIGN, .match_at = foreign_value_at},
  {.id = "prose", .keywords = "pass|secret|token|key",
   .pattern = R"re((?i)\b(?:password|passphrase|passcode|token|secret|(?:api|access|secret)[ _-]?key)(?:\s+for\s+\S+)?\s+(?:is|was|to|are)\s*:?\s*["'`]?([^\s"'`,;()<>]{4,}[^\s"'`,;()<>.:!?]))re",
   .harmless = harmless_prose, .worth = verb_follows},
  {.id = "named-value", .keywords = "pass|pwd|psk|secret|token|auth|login|createuser|privkey|cred|api key|api-key|api_key|apikey|access key|secret key|very key|seal key|server key|server community|wif:|wif=|pw=|pw:|pw ", .match_at = vouched_value_at},
  {.id = "base64", .keywords = ""},
};
// clang-format on
static_assert(std::size(kRules) <= 65);  // the last has no keyword, and no bit

}  // namespace

std::span<const Rule> all_rules() { return kRules; }

}  // namespace galdr::privacy
