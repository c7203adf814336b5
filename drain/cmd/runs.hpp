/// Recorded runs, as the distiller takes them.
#pragma once
#include <string>

#include "core/distill/distill.hpp"
#include "core/store/catalog.hpp"

namespace galdr::drain::cmd {

/// The run that `ref` names, a recording or a session. Throws Error{not_found} where there is none.
distill::Run run_of(store::Catalog& catalog, const std::string& ref);

}  // namespace galdr::drain::cmd
