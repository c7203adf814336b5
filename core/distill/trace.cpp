#include "core/distill/trace.hpp"

namespace galdr::distill {

Trace trace_of(const Run& run, Among among) {
  Trace out{&run, story_of(run), {}, {}, {}};
  out.roles = roles_of(out.story);
  out.mends = mends_of(out.story, out.roles);
  out.drafts = drafts_of(out.story, out.roles, out.mends, among);
  return out;
}

}  // namespace galdr::distill
