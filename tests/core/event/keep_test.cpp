#include "core/event/keep.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "core/base/digest.hpp"
#include "core/event/image.hpp"
#include "core/event/utf8.hpp"
#include "tests/core/event/fixtures.hpp"

using namespace galdr::event;
using namespace std::string_literals;
using galdr::sha256_hex;
using galdr::test::raw_event;
using nlohmann::json;

namespace {

std::string base64(const std::string& bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      text += i + k > bytes.size() ? '=' : kDigits[group >> (18 - 6 * k) & 63];
  }
  return text;
}

std::string png(std::size_t size = 2000) { return "\x89PNG\r\n\x1A\n"s + std::string(size - 8, '\x01'); }

std::string marker(const std::string& type, const std::string& bytes) {
  return "[" + type + " " + std::to_string(bytes.size()) + " bytes sha256:" + sha256_hex(bytes) + "]";
}

std::int64_t hide(std::string& text) {
  std::int64_t found = 0;
  for (std::size_t at = 0; (at = text.find("secret")) != std::string::npos; ++found)
    text.replace(at, 6, "[R]");
  return found;
}

std::string kept_text(std::string text, const Keep& keep = {}) {
  Kept kept;
  keeping(hide, keep, kept)(text);
  return text;
}

Event event_of(const json& payload, const Keep& keep = {}) {
  return normalise(raw_event("claude-code", payload.dump()), hide, keep).event;
}

json extra_of(const Event& event) { return json::parse(event.extra); }

}  // namespace

TEST_CASE("pictures of every kind become a marker", "[event]") {
  const auto padded = [](std::string head) { return head + std::string(2000 - head.size(), '\x02'); };
  const std::vector<std::pair<std::string, std::string>> pictures = {
      {"image/png", png()},
      {"image/jpeg", padded("\xFF\xD8\xFF\xE0")},
      {"image/gif", padded("GIF89a")},
      {"image/webp", padded("RIFF\x10\x20\x30\x40WEBP")},
      {"image/bmp", padded("BM\xD0\x07\0\0\0\0\0\0"s)},
      {"image/heic", padded("\0\0\0\x18"s + "ftypheic")},
      {"image/avif", padded("\0\0\0\x18"s + "ftypavif")}};
  for (const auto& [type, bytes] : pictures) {
    for (const std::size_t more : {0u, 1u, 2u}) {
      const std::string whole = type == "image/bmp" ? bytes : bytes + std::string(more, 'x');
      CHECK(kept_text(base64(whole)) == marker(type, whole));
    }
  }
  CHECK(kept_text("data:image/svg+xml;base64," + base64(png())) == marker("image/svg+xml", png()));
  CHECK(kept_text("data:image/hunter2;base64," + base64(png())) == marker("image", png()));
  CHECK(kept_text("data:image/png;name=a.png;base64," + base64(png())) == marker("image/png", png()));
}

TEST_CASE("what only looks like a picture stays", "[event]") {
  const std::string letters(4000, 'Q');
  for (const std::string& text :
       {letters, base64(png(300)), base64(png()) + "!", "see " + base64(png()), "BM" + letters,
        "Qk" + letters, "data:image/png;base64,***" + letters, "data:text/plain;base64," + base64(png()),
        "data:image/png," + letters, base64(png()) + "A"})
    CHECK(kept_text(text) == text);
}

TEST_CASE("pictures are found in the content blocks of the agents", "[event]") {
  const std::string data = base64(png(60'000));
  const json blocks = {
      {{"type", "image"}, {"source", {{"type", "base64"}, {"media_type", "image/png"}, {"data", data}}}},
      {{"inlineData", {{"mimeType", "image/png"}, {"data", data}}}},
      {{"type", "image"}, {"data", data}, {"mimeType", "image/png"}},
      {{"type", "file"}, {"url", "data:image/png;base64," + data}}};
  const json payload = {{"session_id", "s"}, {"tool_response", blocks}};
  const Event event = event_of(payload);
  const json output = json::parse(event.output);
  const std::string expected = marker("image/png", png(60'000));
  CHECK(output[0].at("source").at("data") == expected);
  CHECK(output[1].at("inlineData").at("data") == expected);
  CHECK(output[2].at("data") == expected);
  CHECK(output[3].at("url") == expected);
  CHECK(extra_of(event).at("kept") == json{{"images", 4}, {"cut", 0}});
  CHECK(event_of(payload, {.keep_images = true}).output == blocks.dump());
}

TEST_CASE("a long string keeps its ends, its size and its hash", "[event]") {
  const std::string text = "head" + std::string(200'000, 'x') + "tail";
  const Event event = event_of({{"session_id", "s"}, {"tool_response", text}, {"other", text}});
  const std::string output = json::parse(event.output);
  CHECK(output.starts_with("headxxx"));
  CHECK(output.ends_with("xxxtail"));
  CHECK(output.find("x[… 200008 bytes in all, sha256:" + sha256_hex(text) + ", 167240 left out …]x") !=
        std::string::npos);
  CHECK(extra_of(event).at("kept") == json{{"images", 0}, {"cut", 2}});
  CHECK(extra_of(event).at("other") == output);
}

TEST_CASE("strings up to the limit are whole, and the limit is never too low", "[event]") {
  const std::string text(65'536, 'x');
  CHECK(kept_text(text) == text);
  CHECK(kept_text(text + "x").size() < 33'000);
  const std::string least(8192, 'x');
  CHECK(kept_text(least, {.longest_string = 10}) == least);
  CHECK(kept_text(least + "x", {.longest_string = 10}).size() < 5000);
  CHECK(kept_text(std::string(1'000'000, 'x'), {.longest_string = 1'000'000}).size() == 1'000'000);
}

TEST_CASE("a cut falls between characters", "[event]") {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string text(shift, 'a');
    while (text.size() < 100'000) text += "\xF0\x9F\x8E\x89";
    const std::string kept = kept_text(text);
    CHECK(is_valid_utf8(kept));
    CHECK(kept.find("[… " + std::to_string(text.size()) + " bytes in all") != std::string::npos);
  }
}

TEST_CASE("no secret is cut in two", "[event]") {
  for (std::size_t before = 16'384 - 10; before < 16'384 + 4; ++before) {
    const std::string text =
        std::string(before, 'a') + "secret" + std::string(100'000, 'b') + "secret" + std::string(before, 'c');
    const std::string kept = kept_text(text);
    for (const char* part : {"sec", "ret", "secr", "cret"}) CHECK(kept.find(part) == std::string::npos);
    CHECK(kept.find(sha256_hex(text)) != std::string::npos);
  }
}

TEST_CASE("a text with markers stays as it is", "[event]") {
  for (const std::size_t limit : {std::size_t{8192}, std::size_t{65'536}, std::size_t{1'000'000}}) {
    const Keep keep{.longest_string = limit};
    const std::string once = kept_text(std::string(3'000'000, 'x'), keep);
    CHECK(kept_text(once, keep) == once);
  }
  const std::string image = kept_text(base64(png()));
  CHECK(kept_text(image) == image);
}

TEST_CASE("a long text that is JSON is shortened inside and stays JSON", "[event]") {
  const json inside = {{"exitCode", 3},
                       {"stdout", std::string(200'000, 'x')},
                       {"picture", base64(png(3000))},
                       {"note", "secret"}};
  Kept kept;
  std::string text = inside.dump();
  keeping(hide, {}, kept)(text);
  const json made = json::parse(text);
  CHECK(made.at("exitCode") == 3);
  CHECK(made.at("picture") == marker("image/png", png(3000)));
  CHECK(made.at("note") == "[R]");
  CHECK(kept.cut == 1);
  CHECK(kept.images == 1);
}

TEST_CASE("a secret that JSON in a long text escapes does not come out", "[event]") {
  std::string text = R"({"a":"s\u0065cret","b":")" + std::string(200'000, 'x') + "\"}";
  Kept kept;
  CHECK(keeping(hide, {}, kept)(text) == 1);
  CHECK(json::parse(text).at("a") == "[R]");
}

TEST_CASE("a long text that is JSON of many short strings is cut like any other", "[event]") {
  const std::string spaces = "{\"a\":" + std::string(70'000, ' ') + "1}";
  const std::string many = json(std::vector<std::string>(5000, "0123456789012345")).dump();
  for (const std::string& text : {spaces, many, "{" + std::string(70'000, 'x') + "}"})
    CHECK(kept_text(text).find("[… " + std::to_string(text.size()) + " bytes in all") != std::string::npos);
}

TEST_CASE("base64 is read as RFC 4648 has it", "[event]") {
  CHECK(base64_decoded("") == "");
  CHECK(base64_decoded("Zg==") == "f");
  CHECK(base64_decoded("Zg") == "f");
  CHECK(base64_decoded("Zm8=") == "fo");
  CHECK(base64_decoded("Zm9vYmFy") == "foobar");
  CHECK(base64_decoded("/+8=") == "\xFF\xEF");
  for (const char* wrong : {"Z", "Zm9v!", "Zm 9v", "Zm=v", "Zg===", "_-8="})
    CHECK_FALSE(base64_decoded(wrong));
}
