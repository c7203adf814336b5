#include "drain/cli.hpp"

int main(int argc, char** argv) { return galdr::drain::run_cli(argc, argv); }
