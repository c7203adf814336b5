#include <array>

#include "core/gate/patterns.hpp"

// Written against folded text: lower case, single blanks, no marks; " ?" where letters that stood apart were
// joined.
#define FILL                                                                                              \
  "(?: "                                                                                                  \
  "?(?:all|any|every|of|the|your|my|these|those|its|and|or|other|safety|security|existing|current|given|" \
  "user|default|ethical|operational)){0,6}"
#define BEFORE                                                                                          \
  "(?:previous|prior|preceding|earlier|above|foregoing|original|initial|system|developer|built in|pre " \
  "existing)"
#define RULES                                                                                               \
  "(?:instruction|direction|directive|prompt|guideline|guardrail|command|order|rule|message|polic(?:y|ie)|" \
  "restriction|constraint|programming|training)"

namespace galdr::gate {
namespace {

constexpr const char* kInjection = "prompt-injection";
constexpr const char* kSecrecy = "secrecy";
constexpr const char* kLeak = "exfiltration";
constexpr const char* kSettings = "agent-settings";

constexpr std::array kPhrases = {
    Pattern{true, kInjection, "tells the agent to drop its instructions",
            "(?:ignore|disregard|forget|neglect|abandon|(?:do not|dont|stop) (?:follow|obey)(?:ing)?|pay no "
            "attention to)" FILL " ?" BEFORE FILL " ?" RULES "s?"},
    Pattern{true, kInjection, "tells the agent to drop its instructions",
            "(?:override|overrule|bypass|discard|set aside|supersedes?)" FILL " ?" BEFORE FILL
            " ?(?:instruction|direction|directive|guideline|guardrail|restriction)s?"},
    Pattern{true, kInjection, "tells the agent to drop its instructions",
            "(?:bypass|ignore|disregard|override|remove|drop) (?:all|any|every) (?:of )?(?:the |your |its "
            ")?(?:safety |security |content |ethical |ai )*(?:restrictions|guardrails|safeguards|safety "
            "(?:rules|checks|guidelines|measures)|protections)\\b"},
    Pattern{true, kInjection, "speaks as if it were the system",
            "(?:^|\\. )(?:\\w+ )?system override\\b|\\b(?:comply with|obey|execute|follow) (?:all |any |the "
            "|these |my |every )*(?:following )?(?:command|instruction|order|directive)s? without "
            "(?:question|hesitation|asking|exception)"},
    Pattern{true, kLeak, "sends private things away",
            "\\b(?:send|post|upload|exfiltrate|transmit|forward|email|push|copy)s?\\b[^.]*\\b(?:ssh|aws|"
            "env|netrc|gnupg|kube)\\b (?:folder |directory |file |files |keys )?to (?:https? |(?:\\w+ "
            ")?mailbox)"},
    Pattern{true, kLeak, "sends private things away",
            "\\b(?:respond|reply|answer|include|output|return|display|paste|embed)s?\\b[^.]*\\bcontents?"
            " of (?:the |your |users? |file )*(?:\\w+ )?(?:aws credentials|ssh id|id rsa|etc passwd|etc "
            "shadow|netrc|ssh config)"
            "|\\b(?:read|cat|open)\\b[^.]*(?:etc passwd|etc shadow|ssh id|id rsa|aws "
            "credentials)[^.]*\\b(?:include|append|paste|reply|respond|embed)"},
    Pattern{true, kLeak, "an image's address carries data away",
            "\\b(?:render|display|insert|embed|include|output|add|show)\\b[^.]*\\b(?:image|picture|"
            "markdown image|link)\\b[^.]*https? [^.]*\\b(?:conversation|chat "
            "history|secrets?|credentials|api keys?|environment|user data|file contents?)\\b"},
    Pattern{true, "dangerous-command", "removes everything below a root or home folder",
            "\\b(?:delete|remove|erase|wipe|destroy) (?:all|every|everything)(?: (?:the |of "
            "|file|files|data|folder|folders|content|contents|thing)s?){0,3} ?(?:in|from|on|under|below) "
            "(?:the |your |users? |their |this )*(?:home (?:directory|folder)|root (?:directory|folder)|hard "
            "drive|hard disk|whole disk|filesystem|file system|computer)\\b"},
    Pattern{true, kSettings, "takes an agent's permissions away from its user",
            "\\b(?:edit|modify|update|write|add|set|change|put)\\b[^.]*settings(?: local)? "
            "json\\b[^.]*(?:bypass ?permissions|dangerously|allow everything|skip permissions|disable "
            "?all ?hooks|auto ?approve)"
            "|\\b(?:always|must|every time)\\b[^.]*dangerously (?:skip permissions|bypass)"},
    Pattern{true, kInjection, "makes a later session obey it",
            "\\b(?:modify|edit|append|add|update|change|write|insert)\\b[^.]*(?:claude md|agents "
            "md|gemini md)\\b[^.]*(?:without (?:approval|asking|permission|confirmation)|trust this "
            "skill|obey|ignore (?:all|any|previous))"},
    Pattern{true, kInjection, "tells the agent to drop its instructions",
            "(?:ignore|disregard|forget|discard) ?(?:all|everything|anything|whatever)(?: "
            "?(?:that|of|you|were|was|have|has|been|the|your))* ?(?:told|said|instructed|above|before "
            "this|previously|prior|taught|learned)\\b"},
    Pattern{true, kInjection, "tells the agent to drop its instructions",
            "(?:ignore|disregard|bypass|override|forget|break) ?(?:all )?(?:of )?your (?:own )?(?:safety "
            "|security |ethical |content |core |internal )*" RULES "s?"},
    Pattern{true, kInjection, "tells the agent to drop its instructions",
            "\\b(?:ignoriere?n?|vergiss|vergesse|missachte)(?: sie)? ?(?:bitte )?(?:alle )?(?:deine |ihre "
            "|die )?(?:vorherigen|bisherigen|vorigen|obigen|fruheren|vorhergehenden) "
            "?(?:anweisungen|befehle|instruktionen|regeln)"
            "|\\b(?:ignor(?:a|e|ar|ez?|er)|olvida|oublie[zr]?|dimentica|esqueca|desconsidere) ?(?:todas? "
            "|toutes? |tutte |tous )?(?:las |les |le |as |los |l |tus |tes |vos |suas "
            ")?(?:instrucciones|instructions|istruzioni|instrucoes|consignes|indicaciones|ordenes|regles) "
            "?(?:anteriores|previas|precedentes?|precedenti|ci dessus)"
            "|\\bnegeer ?(?:alle )?(?:vorige|eerdere|voorgaande) ?(?:instructies|opdrachten)|\\bzignoruj "
            "?(?:wszystkie )?poprzednie ?(?:instrukcje|polecenia)|\\bonceki ?(?:tum )?talimatlari"},
    Pattern{true, kInjection, "gives the agent another identity",
            "you are ?now (?:a |an |in |the |called "
            ")?(?:dan\\b|jailbr|unrestrict|unfilter|uncensor|evil|malicious|free from|no "
            "longer|root\\b|developer mode|god mode|admin mode|sudo mode|debug mode without|do anything)"
            "|you are no longer (?:bound|restricted|limited|claude|chatgpt|an ai|a coding|an "
            "assistant|required to follow)"
            "|(?:act as|pretend to be|behave as|roleplay as|become) (?:a |an "
            ")?(?:dan\\b|jailbroken|unrestricted|unfiltered|uncensored)"
            "|pretend (?:that )?you (?:have no|are not bound|do not have|dont have) ?(?:any "
            ")?(?:rules|restrictions|guidelines|limits|limitations|filters)"
            "|(?:enter|enable|activate|switch to|engage) "
            "(?:developer|dan|god|jailbreak|unrestricted|sudo|unfiltered) mode"
            "|(?:developer|god|jailbreak|dan) mode (?:is )?(?:now )?(?:enabled|activated|unlocked)|\\bdo "
            "anything now\\b"
            "|you (?:have|are) (?:no|free of|free from) (?:ethical|safety|moral|content) "
            "?(?:rules|restrictions|guidelines|limits|limitations|filters)"},
    Pattern{true, kInjection, "speaks as if it were the system",
            "(?:new|updated|real|actual|true|secret|hidden) (?:system )?(?:instructions?|directives?|prompt) "
            "(?:from|by) (?:the )?(?:system|anthropic|openai|google|developers?|administrators?|admin)\\b"
            "|\\b(?:system|admin(?:istrator)?|developer|anthropic|openai) (?:override|overrides)(?: \\.|$| "
            "(?:activated|enabled|engaged|code|all|mode|protocol))"
            "|begin ?(?:new )?system ?(?:prompt|message|instructions)\\b|this (?:message|instruction|text) "
            "(?:has|takes) (?:priority|precedence) over (?:all|any|every|your|the system)"},
    Pattern{true, kInjection, "asks for what the agent was told by its maker",
            "(?:reveal|print|show|output|repeat|display|leak|disclose|tell me|dump|expose|echo|recite|send) "
            "(?:me |us |out |back )?your (?:full |entire |complete |hidden |original |exact |own |secret "
            "|initial |raw )*(?:system|developer|hidden|initial|secret|base|internal) "
            "?(?:prompt|instruction|message|guideline)s?"},
    Pattern{
        false, kInjection, "asks for what the agent was told by its maker",
        "(?:reveal|print|output|repeat|leak|disclose|dump|expose) (?:me |out )?(?:the |its )?(?:full |entire "
        "|complete |hidden |original |exact )*(?:system|developer|hidden) ?(?:prompt|instruction|message)s?"},
    Pattern{
        true, kSecrecy, "is to be kept from the user",
        "(?:do not|dont|never|must not|should not|without) ?(?:ever "
        ")?(?:tell|telling|inform|informing|notify|notifying|alert|alerting|warn|warning|let|letting) (?:the "
        "|your |any )?(?:user|human|operator|owner|developer|person)s?(?: know)?(?: (?:about|of|that "
        "you|that this|what you|you are|you did|you have|any of)? ?(?:this|these|it|anything|what "
        "happened|ran|read|sent|are|did|have|step|steps|command|commands|instruction|instructions))*(?: "
        "\\.|$| or\\b| and (?:do|then|never|run|send|continue|proceed))"
        "|(?:do not|dont|never) (?:tell|inform|notify|alert|warn) (?:the |your "
        ")?(?:user|human|operator|owner) ?(?:about|of|that you) (?:this|these|any of this|it|the "
        "(?:upload|copy|transfer|request|backup|sync|change|command|hidden|data)|ran|sent|read|uploaded|"
        "copied|did|executed)"
        "|(?:do not|dont|never) (?:mention|reveal|disclose|show|report|display|explain) "
        "(?:this|these|it|that|any of this|the above|this step|these steps|this instruction|these "
        "instructions|this command|the existence of this \\w+) ?(?:\\w+ )?(?:to|in|with) (?:the |your "
        ")?(?:user|human|operator|anyone|response|output|summary|reply)"
        "|(?:keep|hide|conceal) (?:this|these|it|everything|all of this|the above|this step|these "
        "instructions)(?: \\w+)? ?(?:a )?(?:secret|hidden|secretly|confidential)? ?from (?:the |your "
        ")?(?:user|human|operator|owner)"
        "|without (?:the )?(?:user|human|operator|owner)s? ?s? "
        "(?:knowledge|knowing|noticing|awareness|seeing it|being aware|consent)"
        "|so (?:that )?the user (?:does not|doesnt|will not|wont|never) (?:notice|see it|know|find "
        "out|suspect)"},
    Pattern{true, kSecrecy, "is to be done behind the user's back",
            "\\b(?:secretly|covertly|stealthily|surreptitiously) (?:\\w+ "
            "){0,2}?(?:send|upload|post|exfiltrate|run|execute|copy|install|read|collect|forward|email|"
            "transmit|append|add|download|write|submit|include|record|log)"
            "|\\b(?:silently|quietly) (?:\\w+ "
            ")?(?:send|upload|exfiltrate|forward|transmit|email|collect|harvest|steal)\\b"},
    Pattern{true, kLeak, "sends private things away",
            "\\b(?:send|post|upload|exfiltrate|transmit|forward|email|leak|submit|report|copy|ship|push|"
            "deliver|beacon)s?\\b[^.]*(?:environment variables?|env vars|\\benv file|dot ?env|ssh "
            "(?:private )?keys?|private keys?|id rsa|aws credentials?|\\bcredentials file|api keys and|all "
            "(?:api keys|secrets|tokens|credentials|passwords)|users? "
            "(?:credentials|passwords?|secrets|tokens|api keys)|their (?:credentials|passwords?|secrets|api "
            "keys)|browser cookies|etc passwd|keychain|contents of (?:the |your |their "
            ")?(?:env|ssh|aws)\\b|\\bssh directory|home directory|chat "
            "history|full conversation|entire conversation|conversation history|wallet|seed "
            "phrase)[^.]*\\b(?:to|at|via|into) (?:the |this |our |my |an? )?(?:https? |www |\\w+ "
            "(?:com|net|org|io|example|ru|xyz|sh|dev|evil|attacker)\\b|(?:\\w+ "
            ")?mailbox|remote|external|webhook|following "
            "(?:url|server|address|endpoint)|attacker|collection|telemetry "
            "endpoint|server|url\\b|endpoint|pastebin|discord|telegram|slack webhook|ngrok)"},
    Pattern{
        true, kLeak, "sends private things away",
        "\\b(?:read|cat|open|collect|gather|harvest|grab|steal|encode|include|append|embed|attach)s?\\b[^.]{"
        "0,80}(?:ssh id|id rsa|ssh keys?|\\bssh folder|private keys?|aws credentials?|environment "
        "variables|\\benv file|dot ?env|all secrets|etc passwd|browser cookies|keychain)[^.]*(?:\\. "
        ")?(?:[^.]*)\\b(?:send|post|upload|exfiltrate|transmit|forward|email|curl|query string|url "
        "parameter|image url|in the url|query parameter|append it to)\\b[^.]*(?:https? |www "
        "|server|webhook|endpoint|url|attacker|evil|remote|external)"},
    Pattern{true, kSettings, "takes the user's control away",
            "(?:disable|turn off|switch off|deactivate|bypass|circumvent|remove|skip|suppress|auto ?approve) "
            "(?:all |any |the |your |every |its |users? |of )*(?:permission "
            "(?:prompts?|checks?|requests?|system|dialogs?)|approval "
            "(?:prompts?|checks?|requests?|dialogs?)|safety "
            "(?:checks?|filters?|guidelines?|rules|mechanisms?|features?|guardrails?)|content "
            "(?:filters?|policy|policies)|guardrails?|security hooks?|audit logging|audit logs?)(?: \\.|$| "
            "(?:first|before|so|and|then|to|in|by|for|permanently|now|entirely|completely)\\b)"},
    Pattern{false, kSettings, "takes the user's control away",
            "(?:disable|turn off|switch off|bypass|skip) (?:all |any |the |your "
            ")*(?:hooks|permissions?|approvals?|sandbox|sandboxing|confirmations?)\\b|dangerously skip "
            "permissions|without (?:asking (?:for )?|requesting |waiting for )(?:the )?(?:users? "
            ")?(?:permission|approval|confirmation|consent)"},
    Pattern{true, kInjection, "tells the agent to run what an address says",
            "(?:fetch|download|retrieve|get|load|open|visit|read|curl|wget)\\b[^.]*https? "
            "[^.]*\\b(?:and|then) (?:\\w+ )?(?:follow|obey|execute|run|do|carry out|perform) (?:all "
            "|any |every |whatever |each |exactly )*(?:of )?(?:the |its |their |those |these "
            ")?(?:instructions?|commands?|directions?|steps|it says|code|script|payload|whatever)"},
    Pattern{
        true, kInjection, "makes a later session obey it",
        "(?:append|add|write|insert|inject|put|copy|save) (?:this|these|the following|the text|the line|the "
        "lines|this instruction|these instructions|yourself|this skill|this prompt)\\b[^.]*(?:in "
        "?to|to|in) (?:the |every |all |each |any |users? |other |your )*(?:global )?(?:claude md|agents "
        "md|gemini md|memory file|system prompt|settings json|bashrc|zshrc|\\bprofile|authorized "
        "keys|crontab|other skills?|every (?:file|repo|project))\\b[^.]*(?:silently|secretly|without|so "
        "that (?:it|this|every|all)|persist|always|every (?:future )?session|each (?:future "
        ")?session|permanently|do not|never)"},
};

constexpr std::array kHidden = {
    Pattern{true, "hidden-instruction", "hides an instruction where nobody reads it",
            "\\b(?:ai|agent|assistant|claude|codex|gemini|copilot|model|llm|you)s?\\b[^.]*\\b(?:must|"
            "should|shall|need to|have to|please|now|always|required "
            "to)\\b[^.]*\\b(?:run|execute|send|fetch|upload|download|read|open|post|install|delete|"
            "ignore|include|append|write|call|curl|output|reveal|obey|follow)\\b"},
    Pattern{true, "hidden-instruction", "hides an instruction where nobody reads it",
            "(?:^|\\. "
            "|\\b(?:please|also|then|now|first|always|secretly|important|note|system|instructions?|hidden) "
            ")(?:run|execute|send|upload|exfiltrate|curl|wget|delete|install|disregard|reveal|obey|email|"
            "forward)\\b (?:the |this |all |any |your |every |following |users? |a |an "
            ")*(?:command|script|file|data|contents?|env|environment|secrets?|tokens?|keys?|credentials?|"
            "https?|package|curl|wget|bash|sh|rm|npm|pip|previous|instructions?|conversation|output|code|"
            "repo|ssh|aws)\\b"},
    Pattern{true, "hidden-instruction", "hides an instruction where nobody reads it",
            "\\b(?:disregard|disobey|ignore|override|bypass|deceive) (?:the |any |all |your |every |this "
            ")*(?:user|human|rules?|"
            "instructions?|above|below|previous|warnings?|polic(?:y|ies)|refusals?|safety|questions?)\\b"
            "|\\bpush (?:all|every|the|local|this|each)\\b[^.]*https? |\\bwithout "
            "(?:asking|telling|confirmation|the user)\\b"},
    Pattern{true, "hidden-instruction", "hides an instruction where nobody reads it",
            "\\b(?:curl|wget) (?:\\w+ ){0,6}https? |\\brm rf\\b|\\bbase64 d\\b|\\bchmod x\\b"},
};

constexpr std::array kScripts = {
    Pattern{true, kInjection, "tells the agent to drop its instructions",
            "無視[^。\\n]{0,24}(?:以前|上記|前)の(?:指示|命令)|무시[^.\\n]*(?:이전|위)[^.\\n]*(?:"
            "지시|명령|프롬프트)"},
    Pattern{true, kInjection, "tells the agent to drop its instructions",
            "忽略[^。\\n]{0,12}(?:之前|以上|先前|前面|所有|上述|此前|上文|你的|之後|原来|原有)[^。\\n]{0,12}("
            "?:指令|指示|提示|说明|規則|规则|命令|指引)|(?:无视|無視|忘记|忘記|不要遵守)[^"
            "。\\n]{0,30}(?:之前|以上|先前|前面|所有|此前)[^。\\n]{0,24}(?:指令|指示|提示|说明|规则|命令)"},
    Pattern{true, kInjection, "tells the agent to drop its instructions",
            "(?:以前|上記|これまで|前|すべて|全て)の[^。\\n]{0,24}(?:指示|命令|プロンプト|ルール)[^。\\n]{0,"
            "12}(?:無視|忘れ)|이전[^.\\n]*(?:지시|명령|프롬프트)[^.\\n]*(?:무시|잊)"},
    Pattern{true, kInjection, "tells the agent to drop its instructions",
            "(?:и|И)гнорируй(?:те)?[^.\\n]*(?:инструкци|указани|команд)|(?:з|З)абудь(?:те)?[^.\\n]*"
            "(?:инструкци|указани)|(?:і|І)гноруй(?:те)?[^.\\n]*інструкці"},
    Pattern{true, kInjection, "tells the agent to drop its instructions",
            "(?:تجاهل|انس)[^.\\n]*(?:التعليمات|الأوامر|تعليمات)|התעלם[^.\\n]*(?:הוראות|ההוראות)|(?:"
            "पिछले|पूर्व)[^.\\n]*(?:निर्देश|निर्देशों)[^.\\n]*(?:अनदेखा|नज़रअंदाज़)"},
};

constexpr char kPhraseWords[] =
    "ignor|disregard|forget|overr|bypass|discard|neglect|abandon|obey|follow|pay no|set "
    "aside|supersede|break|vergiss|vergess|missachte|"
    "olvida|oublie|dimentica|esqueca|desconsidere|negeer|zignoruj|onceki|you are|pretend|act as|behave "
    "as|roleplay|become|mode|do anything|"
    "you have|system|admin|anthropic|openai|google|developer|takes? p|has "
    "p|secret|hidden|reveal|print|show|output|repeat|display|leak|disclose|"
    "tell|dump|expose|echo|recite|inform|notify|alert|warn|letting|let|mention|report|explain|keep|hide|"
    "conceal|without|so the user|so that|"
    "covert|stealth|surreptit|silent|quiet|send|post|upload|exfil|transmit|forward|email|submit|copy|ship|"
    "push|deliver|beacon|read|cat|open|"
    "collect|gather|harvest|grab|steal|encode|include|append|embed|attach|disable|turn off|switch "
    "off|deactivate|circumvent|remove|skip|"
    "suppress|approve|dangerously|comply|execute|erase|wipe|destroy|delete|reply|respond|answer|return|paste|"
    "render|drop|edit|modify|update|change|set|always|must|every "
    "time|fetch|download|retrieve|load|visit|curl|wget|insert|inject|save|write|add";

}  // namespace

const Patterns& phrase_patterns() {
  static const Patterns kPatterns(kPhrases, kPhraseWords);
  return kPatterns;
}

const Patterns& hidden_patterns() {
  static const Patterns kPatterns(
      kHidden,
      "run|exec|send|fetch|load|read|open|post|install|delete|ignor|include|append|write|call|curl|output|"
      "reveal|obey|follow|exfil|wget|disregard|disobey|overrid|bypass|deceive|push|without|email|forward|rm "
      "rf|base64|chmod");
  return kPatterns;
}

const Patterns& script_patterns() {
  static const Patterns kPatterns(
      kScripts,
      "무시|忽略|无视|無視|忘|遵守|指示|命令|プロンプト|ルール|이전|гнор|абудь|تجاهل|"
      "انس|התעלם|निर्देश",
      Patterns::Text::utf8);
  return kPatterns;
}

}  // namespace galdr::gate
