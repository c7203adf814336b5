#include "core/base/words.hpp"

#include <catch2/catch_test_macros.hpp>

#include "core/base/error.hpp"

using namespace galdr;

namespace {

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a command is split as a shell splits it", "[words]") {
  CHECK(split_words("").empty());
  CHECK(split_words("  claude \t-p\n") == Words{"claude", "-p"});
  CHECK(split_words("a 'b c' \"d e\" f\\ g") == Words{"a", "b c", "d e", "f g"});
  CHECK(split_words("a'b'\"c\"d ''") == Words{"abcd", ""});
  CHECK(split_words("\"a\\\"b\\\\c\\d\\$e\" 'f\\g'") == Words{"a\"b\\c\\d$e", "f\\g"});
  CHECK(split_words("sh -c 'cat | tee x; echo $(y)'") == Words{"sh", "-c", "cat | tee x; echo $(y)"});
  CHECK(split_words("echo $HOME *.c") == Words{"echo", "$HOME", "*.c"});
}

TEST_CASE("what only a shell could do is refused, not passed on", "[words]") {
  for (const char* line :
       {"a | b", "a > b", "a; b", "a && b", "a <b", "(a)", "a `b`", "'a", "a \"b", "a \"b\\\""}) {
    CAPTURE(line);
    CHECK_THROWS_AS(split_words(line), Error);
  }
}

TEST_CASE("a quoted word is split to itself", "[words]") {
  for (const char* word : {"", "a", "a b", "it's", "\"", "$x", "a;b", "\\", "01JD-x_y.z", "'", "\n"}) {
    CAPTURE(word);
    CHECK(split_words(shell_quoted(word)) == Words{word});
  }
  CHECK(shell_quoted("01JD-x_y.z") == "01JD-x_y.z");
}
