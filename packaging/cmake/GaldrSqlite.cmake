# SQLite, from one source in two compiles, and SQLiteCpp on top of the second.
# packaging/fetch-sqlite.sh puts the amalgamation into GALDR_SQLITE_DIR and checks its sum.

if(NOT EXISTS "${GALDR_SQLITE_DIR}/sqlite3.c" OR NOT EXISTS "${GALDR_SQLITE_DIR}/sqlite3.h")
  message(FATAL_ERROR "No SQLite amalgamation in ${GALDR_SQLITE_DIR}: run packaging/fetch-sqlite.sh, "
                      "or name a folder that has sqlite3.c and sqlite3.h by -DGALDR_SQLITE_DIR=DIR")
endif()
file(STRINGS "${GALDR_SQLITE_DIR}/sqlite3.h" GALDR_SQLITE_LINE REGEX "^#define SQLITE_VERSION_NUMBER +[0-9]+")
string(REGEX REPLACE "[^0-9]" "" GALDR_SQLITE_NUMBER "${GALDR_SQLITE_LINE}")
# 3.7.0 to 3.51.2 can corrupt a WAL database that several connections write and checkpoint at once.
if(GALDR_SQLITE_NUMBER LESS 3051003)
  message(FATAL_ERROR "SQLite ${GALDR_SQLITE_NUMBER} in ${GALDR_SQLITE_DIR} can corrupt a database that is shared as "
                      "galdr shares it: 3.51.3 (3051003) or newer is needed. Run packaging/fetch-sqlite.sh")
endif()

add_library(sqlite_headers INTERFACE)
target_include_directories(sqlite_headers SYSTEM INTERFACE ${GALDR_SQLITE_DIR})

# galdr_sqlite(name DEFINES...) compiles the amalgamation once, with the options that both programs need.
function(galdr_sqlite name)
  add_library(${name} STATIC ${GALDR_SQLITE_DIR}/sqlite3.c)
  target_link_libraries(${name} PUBLIC sqlite_headers)
  target_compile_options(${name} PRIVATE -w -O2)
  target_compile_definitions(${name} PRIVATE
    SQLITE_DQS=0 SQLITE_DEFAULT_FILE_PERMISSIONS=0600 SQLITE_DEFAULT_WAL_SYNCHRONOUS=1 SQLITE_DEFAULT_MEMSTATUS=0
    SQLITE_OMIT_DEPRECATED SQLITE_OMIT_SHARED_CACHE SQLITE_LIKE_DOESNT_MATCH_BLOBS
    SQLITE_USE_URI=0 SQLITE_USE_PREAD=1 HAVE_USLEEP=1
    $<$<PLATFORM_ID:Linux>:HAVE_FDATASYNC=1> ${ARGN})
  # The grammar of the npm package's amalgamation was made with this option; its marker file says so.
  if(EXISTS "${GALDR_SQLITE_DIR}/update-delete-limit")
    target_compile_definitions(${name} PRIVATE SQLITE_ENABLE_UPDATE_DELETE_LIMIT)
  endif()
endfunction()

galdr_sqlite(sqlite_hook SQLITE_THREADSAFE=0 SQLITE_DEFAULT_PCACHE_INITSZ=0 SQLITE_DEFAULT_LOOKASIDE=0,0
  SQLITE_DEFAULT_WAL_AUTOCHECKPOINT=0 SQLITE_OMIT_JSON SQLITE_OMIT_AUTOINIT SQLITE_OMIT_LOAD_EXTENSION)
# SQLiteCpp's archive refers to sqlite3_load_extension; it stays off unless a connection asks for it.
galdr_sqlite(sqlite_full SQLITE_THREADSAFE=2 SQLITE_ENABLE_FTS5 SQLITE_ENABLE_COLUMN_METADATA
  SQLITE_DEFAULT_FOREIGN_KEYS=1 SQLITE_ENABLE_MATH_FUNCTIONS)
target_link_libraries(sqlite_full PUBLIC Threads::Threads m)

# Debian's package names the system's libsqlite3.so: take its archive and link it to ours instead.
find_library(GALDR_SQLITECPP_LIBRARY NAMES libSQLiteCpp.a SQLiteCpp REQUIRED)
find_path(GALDR_SQLITECPP_INCLUDE SQLiteCpp/SQLiteCpp.h REQUIRED)
add_library(sqlitecpp STATIC IMPORTED GLOBAL)
set_target_properties(sqlitecpp PROPERTIES
  IMPORTED_LOCATION ${GALDR_SQLITECPP_LIBRARY}
  INTERFACE_INCLUDE_DIRECTORIES ${GALDR_SQLITECPP_INCLUDE}
  INTERFACE_COMPILE_DEFINITIONS SQLITE_ENABLE_COLUMN_METADATA
  INTERFACE_LINK_LIBRARIES sqlite_full)
