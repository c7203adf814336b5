#include "drain/cmd/runs.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "drain/app.hpp"

namespace galdr::drain::cmd {

distill::Run run_of(store::Catalog& catalog, const std::string& ref) {
  const Named found = resolve(catalog, ref);
  if (!found.session)
    throw Error(ErrorCode::not_found,
                printable(ref) + " is bound to no session yet: nothing has happened in it");
  distill::Run run;
  run.session_id = found.session->session_id;
  if (found.recording) {
    run.rec_id = found.recording->rec_id;
    run.name = found.recording->name;
    run.goal = found.recording->goal;
    run.inputs = found.recording->inputs;
  }
  store::read_events(catalog, *found.session, found.slice,
                     [&](const event::Event& e) { run.events.push_back(e); });
  std::stable_sort(run.events.begin(), run.events.end(),  // what a transcript told later stands at the end
                   [](const event::Event& a, const event::Event& b) { return a.ts < b.ts; });
  return run;
}

}  // namespace galdr::drain::cmd
