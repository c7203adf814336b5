#include "core/privacy/redact.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <thread>
#include <vector>

using galdr::privacy::Redactor;

namespace {

const std::string kGithub = "ghp_a8Kd93kLs02mNdP4q7RtYw1xZc5vBn6mQe3T";

std::string redacted(std::string text, const std::string& key = "key") {
  Redactor(key).redact(text);
  return text;
}

/// The first tag of `text`, brackets included; "" if there is none.
std::string tag_of(const std::string& text) {
  const std::size_t begin = text.find("[REDACTED:");
  return begin == std::string::npos ? "" : text.substr(begin, text.find(']', begin) - begin + 1);
}

std::string repeated(const std::string& piece, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

}  // namespace

TEST_CASE("only the secret part is replaced", "[privacy]") {
  const std::string tag = tag_of(redacted(kGithub));
  CHECK(tag.size() == std::string("[REDACTED:github#ab12]").size());
  CHECK(redacted("export GITHUB_TOKEN=" + kGithub + " # ci") == "export GITHUB_TOKEN=" + tag + " # ci");
  CHECK(redacted("{\"token\": \"" + kGithub + "\"}") == "{\"token\": \"" + tag + "\"}");
  CHECK(redacted("https://" + kGithub + "@github.com/o/r") == "https://" + tag + "@github.com/o/r");
}

TEST_CASE("equal secrets get equal tags, wherever they stand and whichever redactor made them", "[privacy]") {
  const std::string tag = tag_of(redacted(kGithub));
  const std::string text =
      redacted("a " + kGithub + "\npassword=" + kGithub + "\nAuthorization: Bearer " + kGithub);
  CHECK(text == "a " + tag + "\npassword=" + tag + "\nAuthorization: Bearer " + tag);
  CHECK(tag_of(redacted("password: hunter2")) != tag_of(redacted("password: hunter3")));
}

TEST_CASE("what was found once goes wherever it stands in the text, unless it is a word", "[privacy]") {
  const std::string tag = tag_of(redacted("password=Vq7#mw2Lz9"));
  CHECK(redacted("sent Vq7#mw2Lz9\npassword=Vq7#mw2Lz9\n(Vq7#mw2Lz9)") ==
        "sent " + tag + "\npassword=" + tag + "\n(" + tag + ")");
  CHECK(redacted("staging is up\nDB_PASSWORD=staging").starts_with("staging is up\n"));
}

TEST_CASE("another key gives another tag", "[privacy]") {
  CHECK(tag_of(redacted(kGithub, "one")) != tag_of(redacted(kGithub, "two")));
  CHECK(tag_of(redacted(kGithub, "")) != tag_of(redacted(kGithub, std::string("\0", 1) + "k")));
}

TEST_CASE("the count is the number of replacements", "[privacy]") {
  const Redactor redactor("key");
  std::string text = "DB_PASSWORD=hunter2 API_KEY=a8Kd93kLs02mNdP4\n" + kGithub;
  CHECK(redactor.redact(text) == 3);
  CHECK(redactor.redact(text) == 0);
  std::string nothing = "nothing to see";
  CHECK(redactor.redact(nothing) == 0);
  CHECK(nothing == "nothing to see");
  std::string empty;
  CHECK(redactor.redact(empty) == 0);
}

TEST_CASE("a key block is one redaction, whatever else its lines look like", "[privacy]") {
  std::string body;
  for (int i = 0; i < 20; ++i)
    body += "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7token=" + std::to_string(10 + i) + "\n";
  const std::string block = "-----BEGIN PRIVATE KEY-----\n" + body + "-----END PRIVATE KEY-----";
  std::string text = "before\n" + block + "\nafter";
  CHECK(Redactor("key").redact(text) == 1);
  CHECK(text == "before\n" + tag_of(text) + "\nafter");
  CHECK(tag_of(text).substr(0, 22) == "[REDACTED:private-key#");
}

TEST_CASE("a text that already holds tags keeps them", "[privacy]") {
  const std::string tagged = "password=[REDACTED:named-value#1a2b] and Cookie: a=[REDACTED:cookie#00ff]";
  CHECK(redacted(tagged) == tagged);
  CHECK(redacted(tagged + " x=" + kGithub).find(kGithub) == std::string::npos);
  CHECK(redacted("password=[REDACTED:" + kGithub).find(kGithub) == std::string::npos);
}

TEST_CASE("NUL bytes and broken UTF-8 neither hide a secret nor are changed", "[privacy]") {
  const std::string before("\0\xff\xc3(\x80\n\0", 7), after("\n\xf0\x9f\0", 4);
  CHECK(redacted(before + "password: hunter2" + after) ==
        before + "password: " + tag_of(redacted("password: hunter2")) + after);
}

TEST_CASE("one redactor serves several threads", "[privacy]") {
  const Redactor redactor("key");
  std::vector<std::string> texts(4, repeated("password: hunter2\n" + kGithub + " eyJ akia ://\n", 20'000));
  std::vector<std::thread> threads;
  for (std::string& text : texts) threads.emplace_back([&] { redactor.redact(text); });
  for (std::thread& thread : threads) thread.join();
  CHECK(texts[0].find("hunter2") == std::string::npos);
  for (const std::string& text : texts) CHECK(text == texts[0]);
}

// What would take minutes if anything were quadratic; the limit is the test's timeout.
TEST_CASE("hostile repetition is done in linear time", "[privacy]") {
  const Redactor redactor("key");
  std::vector<std::string> pieces = {"-",
                                     "-----",
                                     "token=",
                                     "token:",
                                     "token=a1b2",
                                     "password=$X ",
                                     "sk-",
                                     "eyJ",
                                     "eyJabcdefghijk.",
                                     "://a:b",
                                     "://a:b@",
                                     "-----BEGIN PRIVATE KEY-----",
                                     "-----END PRIVATE KEY-----",
                                     "-----END PRIVATE KEY-----\n",
                                     "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n",
                                     "kind: Secret\ndata:\n",
                                     "{\"kind\": \"Secret\",\"data\":{",
                                     "curl -u ",
                                     "curl -b a=",
                                     "Cookie: a=",
                                     "aws secret ",
                                     "name: TOKEN value ",
                                     "--token ",
                                     "key\n",
                                     "[REDACTED:",
                                     "[REDACTED:a#0000]",
                                     "password=[REDACTED:a#0000]",
                                     "authorization: ",
                                     "password: x1y2z3\n",
                                     "password: x1y2z3",
                                     "machine a.b login c\n",
                                     "mysql -p",
                                     "\\",
                                     "\\n",
                                     "\\\n",
                                     "\\u0041",
                                     "\\\\\"",
                                     "%25",
                                     "%3D",
                                     "&amp;",
                                     "&quot;",
                                     "\x1b[31m",
                                     "\"\n",
                                     "\" + \"",
                                     "\"+\"a",
                                     "'a'\n",
                                     "key: |\n ",
                                     "\"--token\",\n",
                                     "a1/\n",
                                     "eyJ0b2tlbiI6",
                                     "ZXlKMGIydGxiaUk2",
                                     "dG9rZW4=\n",
                                     "figd_",
                                     "ghp_a1 ",
                                     "kind: Secret\n",
                                     "Private-Lines: 1\n",
                                     "mnemonic: abc def ",
                                     "echo a | ",
                                     "a:5432:b:c:",
                                     "$6$a$",
                                     "&signature=",
                                     "https://a/reset/",
                                     "password(\"",
                                     "\"password\", \"",
                                     "password,a\n",
                                     "password,aB3$xY9z\n",
                                     "| token | a ",
                                     "id  token\n",
                                     "password, ",
                                     "token  ",
                                     "token aB3$xY9z ",
                                     "AUTH a b ",
                                     "Passwort: ",
                                     "\xE5\xAF\x86\xE7\xA0\x81 ",
                                     "password:\n Default: ",
                                     "token\naB3$xY9z\n",
                                     "\"sid\" \"value\"",
                                     std::string(79, 'a') + "1\n"};
  for (const std::string& piece : pieces) {
    INFO(piece);
    std::string text = repeated(piece, 1 << 18);
    CHECK(redactor.redact(text) >= 0);
    std::string again = text;
    CHECK(redactor.redact(again) == 0);
  }
}

TEST_CASE("a secret is found however it is written, and has the tag that it has in plain", "[privacy]") {
  const std::string tag = tag_of(redacted(kGithub));
  const std::string head = kGithub.substr(0, 20), tail = kGithub.substr(20), margin(60, ' ');
  for (const std::string& text :
       {"ghp\\u005f" + kGithub.substr(4), "ghp\\x5f" + kGithub.substr(4), "ghp%5F" + kGithub.substr(4),
        "ghp%255F" + kGithub.substr(4), head + "\\\n" + tail, head + "\\\\\\n" + tail,
        "\"" + head + "\" +\n  \"" + tail + "\"", "'" + head + "'\n'" + tail + "'",
        margin + head + "\n" + tail, head + "\x1b[0m" + tail, "\\n" + kGithub, "\\\\n" + kGithub}) {
    INFO(text);
    const std::string after = redacted(text);
    CHECK(after.find(tail) == std::string::npos);
    CHECK(after.find(head) == std::string::npos);
    CHECK(tag_of(after) == tag);
  }
}

TEST_CASE("base64 of a text that holds a secret goes as a whole", "[privacy]") {
  const std::string encoded = "eyJ0b2tlbiI6ImdocF9hOEtkOTNrTHMwMm1OZFA0cTdSdFl3MXhaYzV2Qm42bVFlM1QifQ==";
  const std::string after = redacted("echo " + encoded + " | base64 -d");
  CHECK(after == "echo " + tag_of(after) + " | base64 -d");
  CHECK(tag_of(after).substr(0, 17) == "[REDACTED:base64#");
  const std::string harmless =
      "echo eyJwYWdlIjoyLCJzb3J0IjoibmFtZSIsImZpbHRlciI6InhZek9wZW4ifQ== | base64 -d";
  CHECK(redacted(harmless) == harmless);
}

TEST_CASE("a megabyte of one byte is left alone", "[privacy]") {
  for (const char c : {'a', '=', '\n', '-', '\0'}) {
    const std::string text(1 << 20, c);
    CHECK(redacted(text) == text);
  }
}

TEST_CASE("a megabyte of random base64 is left alone", "[privacy]") {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < 1 << 20) {
    state = state * 1664525u + 1013904223u;
    text += kDigits[state >> 26];
  }
  CHECK(redacted(text) == text);
}
