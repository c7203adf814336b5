# Catch2: version 3, else version 2 made to look like it. Sets GALDR_CATCH, what a test links for TEST_CASE and main().

find_package(Catch2 3 QUIET)
if(Catch2_FOUND)
  set(GALDR_CATCH Catch2::Catch2WithMain)
else()
  find_package(Catch2 2 REQUIRED)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/catch2_as_3")
  file(WRITE "${folder}/main.cpp" "#define CATCH_CONFIG_MAIN\n#include <catch2/catch.hpp>\n")
  file(WRITE "${folder}/catch2/catch_test_macros.hpp" [[
#pragma once
#include <catch2/catch.hpp>
#define SKIP(...)                           \
  do {                                      \
    WARN("skipped: " << __VA_ARGS__);       \
    return;                                 \
  } while (false)
namespace Catch::Matchers {
inline auto ContainsSubstring(const std::string& text) { return Contains(text); }
}  // namespace Catch::Matchers
]])
  foreach(header catch_approx matchers/catch_matchers matchers/catch_matchers_exception matchers/catch_matchers_string matchers/catch_matchers_vector
                 generators/catch_generators generators/catch_generators_range)
    file(WRITE "${folder}/catch2/${header}.hpp" "#pragma once\n#include <catch2/catch_test_macros.hpp>\n")
  endforeach()
  add_library(catch2_as_3 STATIC "${folder}/main.cpp")
  target_include_directories(catch2_as_3 SYSTEM PUBLIC "${folder}")
  target_link_libraries(catch2_as_3 PUBLIC Catch2::Catch2)
  set(GALDR_CATCH catch2_as_3)
endif()
include(Catch)
