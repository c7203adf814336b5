#include "core/distill/trace.hpp"

#include "core/distill/loops.hpp"

namespace galdr::distill {

Trace trace_of(const Run& run, Among among) {
  Trace out{&run, story_of(run), {}, {}, {}};
  out.roles = roles_of(out.story);
  out.mends = mends_of(out.story, out.roles);
  out.drafts = drafts_of(out.story, out.roles, out.mends, among);
  fold_loops(out.drafts);
  return out;
}

}  // namespace galdr::distill
