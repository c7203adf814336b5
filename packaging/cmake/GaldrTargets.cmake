# The only ways to make a first-party target, and the options that all of them share.

add_library(galdr_options INTERFACE)
target_compile_features(galdr_options INTERFACE cxx_std_20)
target_compile_definitions(galdr_options INTERFACE GALDR_VERSION="${PROJECT_VERSION}")
target_include_directories(galdr_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(galdr_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # GCC bug 105651: false for std::string's operator+
  $<$<BOOL:${GALDR_WERROR}>:-Werror>)
if(GALDR_SANITIZE)
  target_compile_options(galdr_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)  # false under ASan
  target_compile_options(galdr_options INTERFACE -fsanitize=${GALDR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(galdr_options INTERFACE -fsanitize=${GALDR_SANITIZE})
endif()

# galdr_library(outbox SOURCES ... DEPS base LIBS SQLiteCpp) makes core_outbox; DEPS are core modules.
function(galdr_library name)
  cmake_parse_arguments(L "" "" "SOURCES;DEPS;LIBS" ${ARGN})
  list(TRANSFORM L_DEPS PREPEND "core_")
  add_library(core_${name} STATIC ${L_SOURCES})
  target_include_directories(core_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(core_${name} PUBLIC ${L_DEPS} ${L_LIBS} PRIVATE galdr_options)
endfunction()

# galdr_test(outbox_test SOURCES ... LIBS ... [TIMEOUT S] [LABEL L]): every TEST_CASE becomes a ctest entry; one that
# only says SKIP counts as skipped.
function(galdr_test name)
  cmake_parse_arguments(T "" "TIMEOUT;LABEL" "SOURCES;LIBS" ${ARGN})
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 60)
  endif()
  set(properties TIMEOUT ${T_TIMEOUT} SKIP_RETURN_CODE 4)
  if(T_LABEL)
    list(APPEND properties LABELS ${T_LABEL})
  endif()
  add_executable(${name} ${T_SOURCES})
  target_link_libraries(${name} PRIVATE ${T_LIBS} test_support galdr_options)
  catch_discover_tests(${name} TEST_PREFIX "${name}/" PROPERTIES ${properties})
endfunction()
