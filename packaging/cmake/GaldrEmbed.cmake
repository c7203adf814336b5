# galdr_write(file content): writes it to the letter (file(CONFIGURE) would replace @words@ in it), and only if it changed.
function(galdr_write file content)
  set(there "")
  if(EXISTS "${file}")
    file(READ "${file}" there)
  endif()
  if(NOT there STREQUAL content)
    file(WRITE "${file}" "${content}")
  endif()
endfunction()

# galdr_embed_sql(target name folder): compiles folder/NNNN_*.sql, in order, into `galdr::schema::name()`.
function(galdr_embed_sql target name folder)
  file(GLOB files CONFIGURE_DEPENDS RELATIVE "${folder}" "${folder}/[0-9][0-9][0-9][0-9]_*.sql")
  list(SORT files)
  set(rows "")
  foreach(file IN LISTS files)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${folder}/${file}")
    file(READ "${folder}/${file}" sql)
    string(APPEND rows "    {\"${file}\", R\"sql(${sql})sql\"},\n")
  endforeach()
  galdr_write("${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp"
"#include \"schema/schema.hpp\"

namespace galdr::schema {

std::span<const Migration> ${name}() {
  static constexpr Migration kAll[] = {
${rows}  };
  return kAll;
}

}  // namespace galdr::schema
")
  target_sources(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
endfunction()

# galdr_embed_text(target file header symbol): compiles a text file in as the std::string_view `symbol`, which `header`
# declares in its folder's namespace. A literal has a size limit, so it is written as several.
function(galdr_embed_text target file header symbol)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  get_filename_component(namespace "${header}" DIRECTORY)
  string(REPLACE "/" "::" namespace "galdr::${namespace}")
  file(READ "${file}" text)
  string(LENGTH "${text}" length)
  set(pieces "")
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 8000 piece)
    string(APPEND pieces "    R\"galdr(${piece})galdr\"\n")
    math(EXPR at "${at} + 8000")
  endwhile()
  galdr_write("${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp"
"#include \"${header}\"

namespace ${namespace} {

const std::string_view ${symbol} =
${pieces}    ;

}  // namespace ${namespace}
")
  target_sources(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp")
endfunction()
