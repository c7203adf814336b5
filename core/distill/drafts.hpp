/// From the calls that are steps to the steps of a skill: repeats and later corrections folded in. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/distill/call.hpp"
#include "core/distill/gotchas.hpp"
#include "core/distill/json_text.hpp"
#include "core/distill/noise.hpp"

namespace galdr::distill {

/// A step before its parameters are named.
struct Draft {
  Call call;              ///< its input holds what the step ends with: a file's last content, all its changes
  std::string note;       ///< what a long text held, where the text itself is left out
  bool optional = false;  ///< it mended a failure that need not happen
  std::size_t at = 0;     ///< index of the story's call
  bool look = false;      ///< Role::look
  std::string material = {};  ///< the long text itself
  bool material_is_diff = false;
  std::vector<Change> changes = {};    ///< of an edit that others were folded into, until all are
  std::vector<std::string> each = {};  ///< it was made for each of these in turn; its command has kItem there
};

/// What becomes of what a run made more than once, and of its looks.
enum class Among {
  itself,  ///< all there is to go by: a repeat is told once, looks are left out
  others,  ///< other runs tell what belongs: only retries in a row are folded
};

/// The drafts of a story, in order.
std::vector<Draft> drafts_of(const Story& story, const std::vector<Role>& roles,
                             const std::vector<Mend>& mends, Among among);

}  // namespace galdr::distill
