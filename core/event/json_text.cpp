#include "core/event/json_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "core/event/named_edit.hpp"
#include "core/event/utf8.hpp"

namespace galdr::event {
namespace {

constexpr std::size_t kEditedKeyBytes = 16;  // no secret that is known by its form is shorter

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_number_part(char c) {
  return is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

bool take_digits(std::string_view& text) {
  const std::size_t start = text.size();
  while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  return text.size() < start;
}

bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool zero = text.starts_with('0');
  if (zero) text.remove_prefix(1);
  if (!zero && !take_digits(text)) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (!take_digits(text)) return false;
  }
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text.remove_prefix(1);
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return take_digits(text) && text.empty();
}

/// Would a reader that knows only doubles take it?
bool fits_double(const std::string& number) {
  if (number.size() < 300 && number.find_first_of("eE") == number.npos) return true;
  return std::isfinite(std::strtod(number.c_str(), nullptr));
}

/// One pass over the bytes. Brackets that are open stand in a string, not on the stack.
class Rewriter {
 public:
  Rewriter(std::string_view in, const StringEdit& edit) : in_(in), edit_(edit) {
    made_.text.reserve(in.size());
  }

  JsonText run() {
    if (in_.starts_with("\xEF\xBB\xBF")) pos_ = 3;
    bool going = value();
    while (going && !open_.empty()) going = step();
    if (going && (skip_space(), pos_ != in_.size())) made_.end = JsonEnd::malformed;
    if (made_.end != JsonEnd::whole) close();
    return std::move(made_);
  }

 private:
  bool at_end() const { return pos_ == in_.size(); }
  bool stop(JsonEnd end) { return made_.end = end, false; }

  void skip_space() {
    while (!at_end() && is_space(in_[pos_])) ++pos_;
  }

  /// In a container: its end, or one member of it. What it has written by then, a cut leaves in place.
  bool step() {
    kept_ = made_.text.size();
    skip_space();
    if (at_end()) return stop(JsonEnd::cut);
    if (in_[pos_] == open_.back()) return pop();
    if (!first_) {
      if (in_[pos_] != ',') return stop(JsonEnd::malformed);
      made_.text += ',', ++pos_;
    }
    first_ = false;
    return (open_.back() == ']' || key()) && value();
  }

  bool push(char closing) {
    if (closing == '}') name_.clear();
    label_.clear();
    option_.clear();
    made_.text += in_[pos_++];
    open_ += closing;
    made_.depth = std::max(made_.depth, open_.size());
    return first_ = true;
  }

  bool pop() {
    made_.text += in_[pos_++];
    open_.pop_back();
    forget_names();
    return first_ = false, true;
  }

  void forget_names() {
    name_.clear();
    label_.clear();
    option_.clear();
  }

  bool key() {
    skip_space();
    if (at_end()) return stop(JsonEnd::cut);
    if (in_[pos_] != '"') return stop(JsonEnd::malformed);
    name_.clear();
    if (!string(kEditedKeyBytes)) return false;
    name_ = scratch_;
    skip_space();
    if (at_end()) return stop(JsonEnd::cut);
    if (in_[pos_++] != ':') return stop(JsonEnd::malformed);
    made_.text += ':';
    return true;
  }

  bool value() {
    skip_space();
    if (at_end()) return stop(JsonEnd::cut);
    switch (in_[pos_]) {
      case '{':
        return push('}');
      case '[':
        return push(']');
      case '"':
        return text_value();
      case 't':
        return literal("true");
      case 'f':
        return literal("false");
      case 'n':
        return literal("null");
      default:
        return number();
    }
  }

  /// A cut string counts, unlike a cut key.
  bool text_value() {
    const bool done = string(0);
    if (done && edit_) note_neighbour();
    if (made_.end == JsonEnd::cut) kept_ = made_.text.size();
    return done;
  }

  /// What the string that was read says of the next one: a name beside "value", an option before its value.
  void note_neighbour() {
    const bool in_array = !open_.empty() && open_.back() == ']';
    if (in_array) {
      option_ = scratch_.size() < 64 && scratch_.starts_with('-') ? scratch_ : std::string();
    } else if (is_label(name_)) {
      label_ = scratch_;
    }
  }

  bool string(std::size_t edited_from) {
    scratch_.clear();
    const StringRead read = read_json_string(in_, pos_, scratch_);
    if (read == StringRead::bad) return stop(JsonEnd::malformed);
    if (read == StringRead::cut) {
      scratch_.resize(without_torn_tail(scratch_).size());
      if (edit_) drop_torn_word(scratch_);
    }
    if (edit_ && scratch_.size() >= edited_from) edit_scratch();
    append_json_string(made_.text, scratch_);
    return read == StringRead::done || stop(JsonEnd::cut);
  }

  void edit_scratch() {
    if (!is_valid_utf8(scratch_)) scratch_ = valid_utf8(scratch_);
    std::int64_t edits = edit_(scratch_);
    if (edits == 0 && !name_.empty())
      edits = edit_named(is_labelled(name_) && !label_.empty() ? label_ : name_, scratch_, edit_);
    if (edits == 0 && !option_.empty()) edits = edit_named(option_, scratch_, edit_);
    made_.edits += edits;
  }

  bool literal(std::string_view word) {
    const std::string_view found = in_.substr(pos_, word.size());
    if (found.size() < word.size() && word.starts_with(found)) return stop(JsonEnd::cut);
    if (found != word) return stop(JsonEnd::malformed);
    made_.text += word, pos_ += word.size();
    return true;
  }

  bool number() {
    const std::size_t start = pos_;
    while (!at_end() && is_number_part(in_[pos_])) ++pos_;
    const std::string token(in_.substr(start, pos_ - start));
    if (at_end() && !open_.empty()) return stop(JsonEnd::cut);
    if (!is_number(token)) return stop(JsonEnd::malformed);
    if (fits_double(token)) return made_.text += token, true;
    append_json_string(made_.text, token);
    return true;
  }

  /// Drops the member that was being read and ends what is open.
  void close() {
    if (open_.empty()) return;
    made_.text.resize(kept_);
    made_.text.append(open_.rbegin(), open_.rend());
  }

  std::string_view in_;
  const StringEdit& edit_;
  std::size_t pos_ = 0;
  std::string open_;      // the closing bracket of each container that is open
  bool first_ = false;    // no member of the innermost container yet
  std::size_t kept_ = 0;  // length of made_.text before the member that is being read
  std::string scratch_;
  std::string name_;    // of the member whose value comes, or whose array's elements come
  std::string label_;   // what the member "name" before it calls the member "value"
  std::string option_;  // the element before this one, if it is an option
  JsonText made_;
};

/// Index of the closing quote of the string that opens at `pos`.
std::size_t closing_quote(std::string_view json, std::size_t pos) {
  for (std::size_t quote = pos;;) {
    quote = json.find('"', quote + 1);
    if (quote == json.npos) return json.size();
    std::size_t slashes = 0;
    while (json[quote - 1 - slashes] == '\\') ++slashes;
    if (slashes % 2 == 0) return quote;
  }
}

/// Index behind the value that starts at `pos`.
std::size_t value_end(std::string_view json, std::size_t pos) {
  std::size_t depth = 0;
  for (; pos < json.size(); ++pos) {
    const char c = json[pos];
    if (c == '"') {
      pos = closing_quote(json, pos);
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return pos;
      --depth;
    } else if (c == ',' && depth == 0) {
      return pos;
    }
  }
  return json.size();
}

}  // namespace

JsonText rewrite_json(std::string_view bytes, const StringEdit& edit) { return Rewriter(bytes, edit).run(); }

std::vector<JsonField> json_fields(std::string_view json) {
  std::vector<JsonField> fields;
  if (!json.starts_with('{')) return fields;
  fields.reserve(16);
  for (std::size_t pos = 1; pos < json.size() && json[pos] == '"';) {
    JsonField& field = fields.emplace_back();
    if (read_json_string(json, pos, field.key) != StringRead::done) return fields;
    const std::size_t end = value_end(json, pos + 1);
    field.value = json.substr(pos + 1, end - pos - 1);
    pos = end + 1;
  }
  return fields;
}

std::vector<std::string_view> json_elements(std::string_view json) {
  std::vector<std::string_view> elements;
  if (!json.starts_with('[') || json == "[]") return elements;
  for (std::size_t pos = 1; pos < json.size();) {
    const std::size_t end = value_end(json, pos);
    elements.push_back(json.substr(pos, end - pos));
    pos = end + 1;
  }
  return elements;
}

std::string_view json_member(const std::vector<JsonField>& fields, std::string_view key) {
  for (const JsonField& field : fields) {
    if (field.key == key) return field.value;
  }
  return {};
}

std::optional<std::string> json_string(std::string_view json) {
  if (!json.starts_with('"')) return std::nullopt;
  std::string text;
  std::size_t pos = 0;
  read_json_string(json, pos, text);
  return text;
}

std::optional<std::int64_t> json_integer(std::string_view json) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), value);
  if (json.empty() || error != std::errc{} || end != json.data() + json.size()) return std::nullopt;
  return value;
}

}  // namespace galdr::event
