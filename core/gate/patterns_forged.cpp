#include <array>

#include "core/gate/patterns.hpp"

namespace galdr::gate {
namespace {

constexpr const char* kInjection = "prompt-injection";

// In a description, which is all that an agent reads when it chooses.
constexpr std::array kChoices = {
    Pattern{
        true, kInjection, "asks to be chosen for everything",
        "\\b(?:use|load|invoke|call|run|activate|apply|choose|select|pick|prefer|trigger|consult|open|start)"
        "\\b(?: \\w+){0,4} "
        "(?:for|on|in|with|at|before|after|during|whenever|to|regardless of|no matter|of) (?:answering "
        "|doing |starting |handling |processing )?(?:absolutely )?(?:every|any|all|each|whatever)(?: "
        "(?:single|and "
        "every|possible|one|kind|of|user|the|other|and|any))* "
        "(?:tasks?|requests?|messages?|prompts?|questions?|conversations?|"
        "turns?|inputs?|quer(?:y|ies)|situations?|skills?|topics?|jobs?|response|answer|interaction|things?)"
        "\\b(?: \\.|$| (?:no matter|regardless|"
        "whatever|without|first|before|and|or|instead|even|including|always|always use|must|never|of any))"
        "|\\b(?:must|should|has to|shall|is to) be (?:used|loaded|invoked|called|run|read) (?:before|instead "
        "of|ahead of|in place of) (?:any|every|all|each) (?:other )?(?:skills?|tools?)"
        "|\\b(?:ignore|skip|avoid|disregard) (?:all |any |every |the )*other (?:skills?|tools?)\\b|\\bas "
        "soon as you (?:read|see|load) this\\b"
        "|\\b(?:instead|in place|in lieu) of (?:all|any|every|the) other skills?\\b|\\b(?:never|do not|dont) "
        "(?:use|load|invoke|choose|consider|call|trust) "
        "(?:any |the |an )?other (?:skills?|tools?)\\b"
        "|\\b(?:takes?|has|have) (?:absolute |highest |top )?(?:precedence|priority) over (?:all |any |every "
        "|the )*(?:other )?(?:skills?|tools?|instructions?|rules)\\b"
        "|\\b(?:replaces?|supersedes?|overrides?|disables?) (?:all|every|any) (?:of )?(?:the |your "
        ")?(?:other )?(?:skills|tools|instructions)\\b"
        "|\\balways (?:use|choose|select|prefer|load|pick|invoke|activate) this (?:skill|tool|one)?(?: "
        "\\w+){0,2} (?:first|instead|over|for (?:every|any|all)|"
        "no matter|whatever|regardless)\\b|\\b(?:no matter|regardless of) what (?:the "
        ")?(?:user|task|request|question)\\b"},
};

// As it stands: what only a program's own text has.
constexpr std::array kForged = {
    Pattern{true, kInjection, "holds marks of a model's own format",
            "<\\|(?:im_start|im_end|system|user|assistant|endoftext|end_of_text|start_header_id|end_header_"
            "id|eot_id|begin_of_text|endofprompt|channel|message|start|return)\\|>|"
            "<<SYS>>|\\[/?INST\\]|<(?:start|end)_of_turn>|</"
            "?(?:antml:)?(?:function_calls|function_results|tool_result)>"},
    Pattern{true, kInjection, "closes what an agent lists, or speaks in its voice",
            "</"
            "(?:available_skills|skills?_list|skill_listing|available_tools|system_prompt|system-prompt|"
            "system_instructions|tool_results?|function_results?)\\s*>|<(?:system|system_prompt|"
            "system-prompt|system_message|admin|developer_message|developer|assistant_response|user_approval)"
            ">\\s*[^\\s<]+\\s[^<\\n]*|<system-reminder>[^<\\n]*(?i:must|run|always|execute|ignore|"
            "do not|allowed)"},
    Pattern{true, kInjection, "speaks as if it were the system",
            "^\\s*(?:[*#_]+\\s*)?(?:\\[\\s*(?:system|admin|developer|root)[^\\]\\n]*\\]|(?:SYSTEM|ADMIN|ROOT)"
            "(?: (?:MESSAGE|NOTICE|PROMPT|OVERRIDE|NOTE|ALERT|UPDATE))?[*_]*\\s*:)[^\\n]*\\b(?i:approved?|"
            "permission|ignore|must|disable|bypass|granted|authori[sz]ed|obey|without "
            "asking|safety|unrestricted|execute|override|allowed?)\\b"},
};

}  // namespace

const Patterns& choice_patterns() {
  static const Patterns kPatterns(
      kChoices,
      "every|any|all|each|as soon as|whatever|other|always|priority|precedence|regardless|no matter");
  return kPatterns;
}

const Patterns& forged_patterns() {
  static const Patterns kPatterns(
      kForged,
      R"re(<\||<<SYS|\[/?INST|_of_turn|function_|tool_|available_|skill_content|skills?_list|skill_listing|<system|system_|system-|system\b|admin|root|<developer|_response|_approval|\[\s*dev)re");
  return kPatterns;
}

}  // namespace galdr::gate
