/// The SQL of galdr's database files, compiled in. One numbered script a version; see README.md beside this.
#pragma once
#include <span>

namespace galdr::schema {

struct Migration {
  const char* name;  ///< "0001_outbox.sql"; its number is the user_version that it leads to
  const char* sql;
};

std::span<const Migration> outbox();   ///< outbox.db
std::span<const Migration> catalog();  ///< catalog.db
std::span<const Migration> work();     ///< work.db

}  // namespace galdr::schema
