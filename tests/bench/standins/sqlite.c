// A small C program over the system's SQLite: stdin inserted as a row of the database named by the only
// argument, whose table is there already.
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char** argv) {
  size_t room = 1 << 16, size = 0;
  char* bytes = malloc(room);
  ssize_t n;
  sqlite3* db;
  sqlite3_stmt* insert;
  if (argc != 2 || bytes == NULL) return 1;
  while ((n = read(0, bytes + size, room - size)) > 0) {
    size += (size_t)n;
    if (size == room && (bytes = realloc(bytes, room *= 2)) == NULL) return 1;
  }
  if (sqlite3_open(argv[1], &db) != SQLITE_OK) return 1;
  sqlite3_busy_timeout(db, 5000);
  sqlite3_exec(db, "PRAGMA synchronous=NORMAL", NULL, NULL, NULL);
  if (sqlite3_prepare_v2(db, "INSERT INTO ev(ts, payload) VALUES (julianday('now'), ?1)", -1, &insert,
                         NULL) != SQLITE_OK)
    return 1;
  sqlite3_bind_text(insert, 1, bytes, (int)size, SQLITE_STATIC);
  if (sqlite3_step(insert) != SQLITE_DONE) return 1;
  sqlite3_finalize(insert);
  return sqlite3_close(db) == SQLITE_OK ? 0 : 1;
}
