/// What the store's SQLite files share: opening with our pragmas, numbered migrations, one error type.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <span>
#include <string>

#include "core/base/error.hpp"
#include "schema/schema.hpp"

namespace galdr::store {

/// SQLiteCpp's exception as ours: busy, corrupt or io. `file`: its name, for the message.
Error translate(const SQLite::Exception& e, const std::string& file);

/// Opens `path`, making it if it is missing, with foreign keys, WAL, synchronous NORMAL and a busy timeout,
/// and applies the migrations that it lacks in one IMMEDIATE transaction. Throws Error: invalid if the file
/// is of a newer version than the last migration (it is not touched then), corrupt, busy or io.
SQLite::Database open_database(const std::string& path, std::span<const schema::Migration> migrations);

/// BEGIN IMMEDIATE; rolls back unless commit() was reached.
class Immediate {
 public:
  explicit Immediate(SQLite::Database& db) : transaction_(db, SQLite::TransactionBehavior::IMMEDIATE) {}
  void commit() { transaction_.commit(); }

 private:
  SQLite::Transaction transaction_;
};

}  // namespace galdr::store
