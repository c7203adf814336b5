#include <algorithm>
#include <optional>
#include <string>

#include "core/privacy/chars.hpp"
#include "core/privacy/names.hpp"
#include "core/privacy/shapes.hpp"
#include "core/privacy/vouched.hpp"

namespace galdr::privacy {
namespace {

constexpr std::size_t kHeadMax = 400, kRowMax = 8192, kColumns = 40;
constexpr std::size_t npos = std::string_view::npos;

struct Column {
  std::size_t index = 0, begin = 0,
              end = npos;  ///< its place among the cells; its bytes, where blanks part them
  bool loose = false;      ///< "key": its values must tell
};

/// A table that is being read: what parts its cells, and which columns hold secrets.
struct Table {
  char parted_by = '\0';  ///< ' ': two blanks or more
  std::size_t cells = 0;  ///< in each row, where signs part them
  std::vector<Column> columns;
};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

Span trimmed(std::string_view line, Span cell) {
  const auto outer = [](char c) { return c == ' ' || c == '\t' || c == '\r' || is_quote(c) || c == '*'; };
  while (cell.begin < cell.end && outer(line[cell.begin])) ++cell.begin;
  while (cell.end > cell.begin && outer(line[cell.end - 1])) --cell.end;
  return cell;
}

/// Where the cell that begins at `at` ends. Quotes hold a cell together.
std::size_t cell_end(std::string_view line, std::size_t at, char parted_by) {
  if (parted_by == ' ') {
    const std::size_t end = std::min(line.find("  ", at), line.find('\t', at));
    return std::min(end, line.size());
  }
  const std::size_t close = at < line.size() && line[at] == '"' ? line.find('"', at + 1) : npos;
  return std::min(line.find(parted_by, close == npos ? at : close), line.size());
}

std::vector<Span> cells_of(std::string_view line, char parted_by) {
  std::vector<Span> cells;
  for (std::size_t at = 0; at <= line.size() && cells.size() < kColumns;) {
    if (parted_by == ' ') at = std::min(line.find_first_not_of(" \t", at), line.size());
    const std::size_t end = cell_end(line, at, parted_by);
    if (parted_by != ' ' || end > at) cells.push_back({at, end});
    at = end + 1;
  }
  return cells;
}

char parting_of(std::string_view line) {
  for (const char sign : {'|', '\t', ',', ';'})
    if (contains(line, std::string_view(&sign, 1))) return sign;
  return contains(line, "  ") ? ' ' : '\0';
}

/// A head is a few words, no sentence and no code.
bool is_head(std::string_view cell) {
  return cell.size() < 40 && std::count(cell.begin(), cell.end(), ' ') < 3 && all(cell, [](char c) {
           return in_name(c) || c == ' ' || c == '/' || c == '#' || c == '(' || c == ')';
         });
}

Table table_under(std::string_view line) {
  if (line.size() > kHeadMax) return {};
  Table table{parting_of(line), 0, {}};
  if (table.parted_by == '\0') return {};
  const std::vector<Span> cells = cells_of(line, table.parted_by);
  table.cells = cells.size();
  const bool listed = table.parted_by == ',' || table.parted_by == ';';
  if (listed && (is_blank(line.front()) || cells.back().size() < 2)) return {};  // arguments of a function
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Span cell = trimmed(line, cells[i]);
    const std::string_view head = line.substr(cell.begin, cell.size());
    if (!is_head(head) || (listed && (head.empty() || head.front() == '_'))) return {};
    const Nature nature = nature_of(head);
    if (nature == Nature::ordinary) continue;
    table.columns.push_back(
        {i, cells[i].begin, i + 1 < cells.size() ? cells[i + 1].begin : npos, nature == Nature::loose});
  }
  return cells.size() < 2 || table.columns.empty() ? Table{} : table;
}

/// The only column, of which `line` is the head and a ruler follows.
Table column_under(std::string_view line) {
  const Span cell = trimmed(line, {0, std::min(line.size(), kHeadMax)});
  const std::string_view head = line.substr(cell.begin, cell.size());
  const Nature nature = is_head(head) ? nature_of(head) : Nature::ordinary;
  if (nature == Nature::ordinary) return {};
  return {'\n', 1, {{0, 0, npos, nature == Nature::loose}}};
}

bool is_ruler(std::string_view line) {
  return all(line, [](char c) {
    return c == '-' || c == '|' || c == '+' || c == ':' || c == '=' || c == ' ' || c == '\r';
  });
}

/// The cell of `column` in a row, if there is one.
std::optional<Span> cell_in(std::string_view line, const Table& table, const Column& column) {
  if (table.parted_by == ' ') {
    if (column.begin >= line.size() || (column.begin > 0 && line[column.begin - 1] != ' '))
      return std::nullopt;
    const std::size_t end = std::min({line.find("  ", column.begin), column.end, line.size()});
    return trimmed(line, {column.begin, end});
  }
  const std::vector<Span> cells = cells_of(line, table.parted_by);
  if (cells.size() != table.cells || cells.size() <= column.index) return std::nullopt;
  return trimmed(line, cells[column.index]);
}

/// Does the row belong to the table? Adds its secrets.
bool read_row(std::string_view text, Span row, const Table& table, std::vector<Span>& out) {
  const std::string_view line = text.substr(row.begin, row.size());
  if (line.empty() || line.size() > kRowMax) return false;
  if (is_ruler(line)) return true;
  bool fits = false;
  for (const Column& column : table.columns) {
    const auto cell = cell_in(line, table, column);
    if (!cell) continue;
    fits = true;
    const std::string_view value = line.substr(cell->begin, cell->size());
    if (column.loose ? is_made(value) : is_chosen(value))
      out.push_back({row.begin + cell->begin, row.begin + cell->end});
  }
  return fits;
}

}  // namespace

bool heads_column(std::string_view text, Span keyword) {
  const std::size_t end = std::min(text.find_first_not_of("\"'`*", name_end(text, keyword.end)), text.size());
  if (end == text.size()) return false;
  const std::size_t cell = std::min(text.find_first_not_of(' ', end), text.size());
  const char next = cell < text.size() ? text[cell] : '\n';
  const bool ends = next == '\n' || next == '\r' || next == '|' || next == ',' || next == ';' ||
                    next == '\t' || cell > end + 1;
  const std::size_t line = text.find('\n', end);
  return ends && line != npos && line - end < kHeadMax;
}

void find_columns(std::string_view text, std::vector<Span>& out) {
  Table table;
  std::string_view last;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (table.columns.empty() && line.size() > 2 && is_ruler(line)) table = column_under(last);
    last = line;
    if (table.columns.empty() || !read_row(text, {begin, end}, table, out))
      table = table_under(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

}  // namespace galdr::privacy
