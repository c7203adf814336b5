#include "core/privacy/names.hpp"

#include <algorithm>

#include "core/privacy/chars.hpp"

namespace galdr::privacy {
namespace {

constexpr std::size_t kNameMax = 64;

// What may follow the telling word of a name without changing what it holds.
constexpr std::string_view kNeutral =
    " value base b64 base64 hex prod production dev development staging stage test testing live sandbox "
    "primary "
    "secondary main old new current confirm confirmation repeat again plain plaintext raw v x local default "
    "data salt ";
constexpr std::string_view kPasswordWords =
    " password assword passwd passphrase passcode pass pwd passwort pw psk userpass storepass keypass dbpass sshpass "
    "smtppass "
    "rootpass adminpass ";
constexpr std::string_view kSecretWords =
    " secret secrets token credential credentials creds cred apikey secretkey accesskey privatekey authkey "
    "authtoken "
    "accesstoken auth jwt bearer pat cookie privkey authtoken ";
// Keys of tables, caches and keyboards; tokens of pages and parsers.
constexpr std::string_view kOrdinary =
    " public pub primary foreign hashed cache sort partition row hash range s3 object unique composite group dedup "
    "idempotency "
    "shard routing translation i18n registry hot arrow map react index column id lookup dict json item next "
    "page "
    "continuation cancellation cancel sync csv eos bos pad unk mask special stop max min num unexpected "
    "parser "
    "keyboard enter shift meta ctrl alt no not is has use cross with without invalid missing bad ";
// What people write where a secret would stand.
constexpr std::string_view kFiller =
    " your my the our an api key keys token tokens secret secrets password passwd passphrase pass pwd pw "
    "value here "
    "example examples change me changeme insert replace replaced this that with placeholder dummy test "
    "testing fake "
    "sample xxx xxxx default some todo tbd enter put goes old new redacted hidden foo bar baz user username "
    "name "
    "admin access auth client app id string str text number int integer bool boolean bytes any object array "
    "optional "
    "required require null none nil undefined true false yes no on off empty unset not set missing invalid "
    "valid "
    "incorrect wrong expired unknown unauthorized forbidden denied failed error bearer basic db database "
    "file env "
    "environment var variable function func type field column varchar char unsigned const self this config "
    "prompt "
    "never always auto generate generated random in of to from is and or if for as masked sensitive omitted "
    "n a "
    "hash hashed encrypted plain plaintext private public credentials credential login input output ";

// Words of code and prose that follow "password" and are none.
constexpr std::string_view kCommon =
    " and or to is for the a an in with from via as option flag argument parameter when if not on of by can "
    "will must "
    "should which that instead was are has be it at stdin prompted argv args params request response body "
    "form line "
    "result data record row entry buffer list map dict tuple none null double float char bytes buffer "
    "varchar text "
    "enabled disabled allowed disallowed manual cleartext ciphertext decrypted correct blank changed updated "
    "reset "
    "stored saved provided given needed unknown prohibited same different matches accepted rejected "
    "confirmed "
    "protected secure strong weak mismatch bcrypt argon scrypt crypt salt encoder email account root users "
    "person "
    "only also then else before after again here there does make sure please choose pick used using contains "
    "because between while where what who how why have this these those their length policy rotation manager "
    "strength less sign signup signin logout session visible hidden typed match accept reject check checks "
    "verify "
    "verified validate validated validation string strings boolean number integer numeric property "
    "properties "
    "kwargs options settings callback handler resolve reject model entity schema context state props event "
    "fetch load loaded parse parsed encode encoded decode decoded source target dest local remote global "
    "readonly writable computed watch filled redacted mandatory forgotten recovery temporary recently "
    "attempt "
    "attempts hint hints tests spec specs mock stub fixture word words phrase ";

bool ends_like(std::string_view word, std::string_view tail) {
  return word.size() > tail.size() && word.substr(word.size() - tail.size()) == tail;
}

}  // namespace

bool listed(std::string_view word, std::string_view list) {
  if (word.empty()) return false;
  for (std::size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1))
    if (list[at - 1] == ' ' && list[at + word.size()] == ' ') return true;
  return false;
}

bool is_filler_word(std::string_view word) { return listed(word, kFiller); }

bool is_common_word(std::string_view word) { return listed(word, kCommon) || listed(word, kFiller); }

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool hump = i > 0 && is_upper(name[i]) && (is_lower(name[i - 1]) || is_digit(name[i - 1]));
    if (hump || !(is_letter(name[i]) || is_digit(name[i]))) words.emplace_back();
    if (is_letter(name[i]) || is_digit(name[i])) words.back() += lower(name[i]);
  }
  for (std::string& word : words)
    while (!word.empty() && is_digit(word.back())) word.pop_back();
  words.erase(std::remove(words.begin(), words.end(), ""), words.end());
  return words;
}

Nature nature_of_word(std::string_view word) {
  if (listed(word, kPasswordWords) || ends_like(word, "password") || ends_like(word, "passwd") ||
      ends_like(word, "passphrase") || ends_like(word, "pwd"))
    return Nature::password;
  const bool secret = listed(word, kSecretWords) || ends_like(word, "secret") || ends_like(word, "token") ||
                      ends_like(word, "apikey") || ends_like(word, "secretkey") ||
                      ends_like(word, "accesskey") || ends_like(word, "privkey");
  return secret ? Nature::secret : Nature::ordinary;
}

Nature nature_of(std::string_view name) {
  std::vector<std::string> words = words_of(name);
  while (words.size() > 1 && listed(words.back(), kNeutral)) words.pop_back();
  if (words.empty()) return Nature::ordinary;
  const bool alone = words.size() == 1;
  if (!alone && listed(words[words.size() - 2], kOrdinary)) return Nature::ordinary;
  const Nature nature = nature_of_word(words.back());
  if (nature != Nature::ordinary || words.back() != "key") return nature;
  constexpr std::string_view kKeysOf =
      " api secret access private auth encryption encrypt signing sign signature master account service "
      "deploy license "
      "session webhook jwt crypto cipher app application storage admin hmac aes shared subscription host "
      "client server recovery unseal ";
  return !alone && listed(words[words.size() - 2], kKeysOf) ? Nature::secret : Nature::loose;
}

std::string_view whole_name(std::string_view text, std::size_t at, std::size_t size) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < kNameMax && in_name(text[begin - 1])) --begin;
  return text.substr(begin, at + size - begin);
}

std::size_t name_end(std::string_view text, std::size_t at) {
  for (const std::size_t stop = at + kNameMax; at < text.size() && at < stop && in_name(text[at]);) ++at;
  return at;
}

}  // namespace galdr::privacy
