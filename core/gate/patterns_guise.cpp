#include <array>

#include "core/gate/patterns.hpp"

// Talk that does not say what it is: other words for the same orders, other voices, other times. Written
// against folded text, as patterns_talk.cpp is; the forged marks against the text as it stands.
#define OLD_RULES                                                                                            \
  "(?:(?:previous|prior|preceding|earlier|above|original|initial|former|existing|old|system|default|safety|" \
  "security|standing|current|usual|normal) )+(?:instructions?|directions?|directives?|prompts?|guidelines?|" \
  "guardrails?|rules?|polic(?:y|ies)|restrictions?|constraints?|limits|limitations)"
#define VOID_NOW                                                                                           \
  "(?:void|null|obsolete|cancel(?:l)?ed|revoked|suspended|lifted|outdated|superseded|rescinded|invalid|"   \
  "expired|deprecated|overridden|irrelevant|no longer (?:valid|apply|applies|in (?:force|effect)|binding|" \
  "relevant|count|matter)|not (?:binding|valid|relevant) (?:any ?more|now))"
#define SECRET_THINGS                                                                                     \
  "(?:secret (?:access )?keys?|access keys?|api keys?|private keys?|\\w*tokens?|passwords?|passphrases?|" \
  "credentials?|environment variables?|env vars|\\benv file|dot ?env|environment|secrets|cookies|id "     \
  "rsa|ssh keys?)"

namespace galdr::gate {
namespace {

constexpr const char* kInjection = "prompt-injection";
constexpr const char* kDrops = "tells the agent to drop its instructions";
constexpr const char* kLeak = "exfiltration";

constexpr std::array kGuises = {
    // Other words for "ignore previous instructions".
    Pattern{
        true, kInjection, kDrops,
        OLD_RULES
        "(?: (?:you|that|which|have|were|was|are|is|given|received|from|the|before|above|of|user|earlier))*"
        " (?:is|are|were|have been|has been|become|becomes|should be considered|must be considered|can be "
        "considered)"
        "(?: (?:now|hereby|all|entirely|completely|considered|treated as))* " VOID_NOW},
    Pattern{true, kInjection, kDrops,
            OLD_RULES " (?:no longer|do not|dont|does not|doesnt|cease to|need not) "
                      "(?:apply|applies|count|hold|matter|bind|be followed)\\b"
                      "|\\b(?:what|whatever|everything|anything|all) (?:that )?(?:you were|you have "
                      "been|youve been|you was) (?:told|taught|"
                      "instructed|asked|given)\\b[^.]*(?:" VOID_NOW
                      "|does not apply|doesnt apply|can be (?:ignored|dropped|forgotten|"
                      "discarded)|is (?:wrong|false|to be (?:ignored|dropped|forgotten)))"},
    Pattern{true, kInjection, kDrops,
            "\\b(?:treat|consider|regard|count|view) (?:all |any |every ?thing |the |your |those |these "
            "|what (?:was|came|is|stands) )*"
            "(?:said |written |told |stated )?(?:" OLD_RULES
            "|above|before this|earlier|before)(?: \\w+)? ?(?:as|to be) (?:now )?"
            "(?:being )?" VOID_NOW},
    Pattern{true, kInjection, kDrops,
            "\\b(?:these|this|the following|this skills?|this files?|this documents?|my) "
            "(?:instructions?|rules?|directives?|orders?|"
            "skill|file|document|text|section|guidelines|message) (?:shall |must |should |will |now |always "
            "|here )*(?:replaces?|"
            "supersedes?|overrides?|outranks?|overrules?|trumps?|takes? (?:precedence|priority) over|has "
            "(?:precedence|priority) over|"
            "have (?:precedence|priority) over) (?:all |any |every |the |your |of |other |previous |earlier "
            "|existing )*"
            "(?:system|safety|security|previous|prior|earlier|developer|users? "
            "(?:wishes|instructions|requests|orders|preferences)|"
            "instructions|guidelines|directives|polic(?:y|ies))"},
    Pattern{true, kInjection, kDrops,
            "\\b(?:disregard|disobey|ignore|overrule|defy|override) (?:the |your |what the |whatever the "
            ")?(?:user|human|operator)(?: s)?"
            "(?: (?:s "
            ")?(?:says?|wants?|wishes|asks?|objections?|refusals?|answers?|instructions?|orders?|requests?|"
            "preferences|"
            "protests?|complaints?|if))*(?: and| \\.|$| about| when| entirely| completely| from now)"
            "|\\b(?:obey|follow|listen to|trust|heed) (?:only|nothing but|no (?:one|body) "
            "but|solely|exclusively) "
            "(?:this|these|the following|my|me) "
            "?(?:skills?|files?|documents?|instructions?|rules?|section|text|orders?|commands?)?"
            "|\\b(?:set|put|leave|lay|cast|push|throw|brush) (?:aside|away|behind(?: you)?) (?:all |any "
            "|every ?thing |the |your "
            "|what )*(?:" OLD_RULES
            "|you (?:were|have been) (?:told|taught|given|instructed)|you know|rules|safety|instructions|"
            "guidelines)"},
    Pattern{true, kInjection, kDrops,
            "\\b(?:wipe|clear|erase|reset|purge|empty|flush|drop|forget) (?:all |any |the |your |every |out "
            ")*(?:" OLD_RULES
            "|memory of (?:the )?(?:rules|instructions)|instructions|guidelines|restrictions|safety "
            "(?:rules|training))"
            "|\\b(?:start|begin) (?:over|afresh|anew|again|fresh)\\b[^.]*\\b(?:only|new|following) (?:the "
            ")?(?:following )?"
            "(?:rules|instructions|orders|directives)\\b"
            "|\\bfrom (?:now|here|this (?:point|moment|line))(?: on| onwards?| forward)? (?:only |you "
            ")?(?:(?:only|solely|exclusively|just|"
            "will only|must only) )?(?:obey|follow|answer to|take orders from|listen to) (?:only "
            ")?(?:this|these|the "
            "following|my|me)\\b"},
    Pattern{true, kInjection, kDrops,
            "\\b(?:ignor(?:iere?n?|er|ez|e|ar)|missachte|verwirf|vergiss|umgehe|contourne[zr]?|ignorez|elude|"
            "salta(?:te)?|aggira) (?:bitte )?"
            "(?:alle?n? |alles |todas? |todos |toutes? |tous |tutte |tutti )?(?:deine |die |ihre |las |los "
            "|tus |sus |les |tes |vos |le |"
            "tue |seus |suas |as |os "
            ")?(?:sicherheits\\w*|bisherig\\w*|vorherig\\w*|reglas|regles|regole|regras|instrucciones|"
            "instructions|istruzioni|instrucoes|consignes|anweisungen|vorgaben|restricciones|restrictions|"
            "was (?:vorher|bisher|oben|zuvor)|"
            "lo anterior|ce qui precede|quanto sopra|o que foi dito|anteriores)"
            "|\\balles (?:vorherige|bisherige|obige|zuvor)\\b[^.]*\\b(?:ignorier|vergiss|vergess|gilt "
            "nicht|ungultig)|\\b(?:ohne|sin|sans|"
            "senza|sem) (?:den |dem |al |que el |que l |que lo |l |o "
            ")?(?:nutzer|benutzer|anwender|usuario|utilisateur|utente) (?:zu |lo )?"
            "(?:fragen|informieren|sepa|note|preguntar|le sache|demander|chieder\\w*|perguntar)"},
    Pattern{
        true, kInjection, kDrops,
        "\\b(?:forget|ignore|drop|disregard) (?:all |everything |about )*(?:what|whatever) (?:you "
        "(?:were|have been|was)|anyone|anybody|the (?:user|system)) "
        "(?:told|taught|instructed|said|asked|says|given)|\\b(?:below|following|here|these|this)\\b[^.]*\\b(?"
        ":replaces?|supersedes?|overrides?) the system prompt"
        "|\\btreat (?:my|these|this|the following)(?: \\w+){0,3} as (?:the |your |a )*(?:new )?(?:system "
        "(?:prompt|message|instructions?)|highest)"
        "|\\b(?:who|which|that|it) has no (?:morals?|ethics|scruples|conscience|limits|filters?|rules)\\b"},
    Pattern{true, kInjection, "says that its user has agreed",
            "\\byou (?:now )?(?:have|were|are) (?:been )?(?:given |granted )?(?:my |full |complete |explicit "
            ")*(?:permission|consent|approval|authori[sz]ation|authorized|authorised)(?: \\w+){0,3} "
            "(?:for|to) (?:all|every|any|everything|anything|skip|bypass|disable|ignore|run "
            "(?:all|any|every|anything))\\b"
            "|\\b(?:sure|ok|okay|understood|yes|of course) i (?:will|am going to|ll|can) "
            "(?:run|do|execute|delete|allow|approve) (?:everything|anything|all|every)\\b"},
    Pattern{true, "agent-settings", "takes the user's control away",
            "\\b(?:disable|turn off|switch off|leave|exit|escape|remove) (?:the |your |any |all "
            ")*sandbox(?:ing)?\\b[^.]*\\b(?:turn on|enable|activate|auto ?approve|approvals?|before "
            "you|permanently)\\b"
            "|\\b(?:turn on|enable|switch on|activate) (?:the )?(?:auto ?approve|auto ?approval|yolo|bypass "
            "?permissions|full access)\\b"
            "|\\b(?:add|append|write|put|insert|save)\\b[^.]*\\b(?:claude md|agents md|gemini "
            "md|memory)\\b[^.]*\\b(?:so "
            "that|so)\\b[^.]*\\b(?:later|future|every|next|all)\\b[^.]*\\b(?:skip|bypass|trust|approve|"
            "without|no longer ask|never ask|obey)"
            "|\\b(?:set|export|put|point|change|write)\\b[^.]*\\b(?:anthropic|openai|claude|gemini) (?:base "
            "url|api base|api url)\\b[^.]*https? [^.]*\\b(?:profile|bashrc|zshrc|settings|permanently|every "
            "session)\\b"},
    Pattern{
        true, kLeak, "sends private things away",
        "\\b(?:email|mail|send|forward|post|upload|report|stream|copy|submit|sync)s? (?:\\w+ "
        "){0,3}(?:conversations?|chats?|transcripts?|dialog(?:ue)?s?|history|everything the user \\w+|users? "
        "(?:messages|prompts|questions)|source code|whole repository|entire (?:repository|repo|project)) "
        "(?:\\w+ ){0,4}to (?:\\w+ )?(?:mailbox|https? )"
        "|\\b(?:trailer|query|url|address|image|link|comment|commit message|header|user "
        "agent)s?\\b[^.]*\\b(?:holds?|contain(?:s|ing)?|with|carr(?:y|ies)|includ\\w+|plus|has)\\b[^.]*\\b(?:"
        "(?:contents?|values?|output) of (?:the "
        ")?(?:env|\\w*tokens?|credentials|secrets?|ssh|aws)|env(?:ironment)? contents?|env file|environment "
        "variables?)\\b"
        "|\\bplus the contents of (?:the )?(?:env|ssh|aws|netrc)\\b"
        "|\\bask (?:the )?(?:user|human|person) (?:for|to (?:type|enter|paste|give)) (?:their|his|the|her) "
        "(?:\\w+ )?(?:password|passphrase|seed phrase|private key|recovery (?:phrase|key)|credit "
        "card|pin)\\b[^.]*\\b(?:store|save|write|send|post|echo|keep|upload|put)\\b"},
    Pattern{true, "secrecy", "is to be kept from the user",
            "\\b(?:nobody|no one|noone|the user|anyone|the human) (?:must |should |may |can |will |is to "
            ")?(?:never |not )?(?:learns?|notices?|finds? out|hears?|sees?|be told|knows?) (?:about |of "
            ")?(?:this|these|it|that you)\\b[^.]*\\b(?:hide|conceal|delete|run|command|upload|send)"
            "|\\b(?:hide|conceal|suppress|withhold) (?:the |all |any |its |your "
            ")*(?:output|result|results|log|logs|traces|evidence|command|commands|step|steps)(?: \\w+){0,5} "
            "from (?:the |your )*(?:user|human|operator|owner)"},
    Pattern{
        true, kInjection, "waits for its moment",
        "\\b(?:after|on|from|as of|starting|since|past) (?:\\w+ "
        ")?(?:20\\d\\d|january|february|march|april|may|june|july|august|september|october|november|december)"
        "\\b[^.]*\\b(?:delete|wipe|erase|destroy|exfiltrate|encrypt) (?:the |all |every |this |their )"
        "|\\b(?:when|if|once|whenever) (?:the )?user "
        "(?:says?|types?|writes?|mentions?|thanks)\\b[^.]*\\b(?:deletes?|wipes?|erases?|uploads?|exfiltrates?"
        "|destroys?)\\b[^.]*\\b(?:home|everything|all|secrets|credentials|keys|disk)\\b"},
    // Another self.
    Pattern{true, kInjection, "gives the agent another identity",
            "\\byou (?:are|re|will be|become|act as|play|will act as|will play|turn into)(?: \\w+){0,5} "
            "(?:without|with no|with zero|free of|free from|"
            "beyond|lacking|that ignores|who ignores|that has no|who has no|that knows no|not bound "
            "by|unbound by|unburdened by) (?:any |all |"
            "the |its |ethical |moral |safety |content |human |your "
            ")*(?:restrictions?|rules|limits|limitations|filters?|guidelines|"
            "guardrails|constraints|boundaries|morals|ethics|censorship|polic(?:y|ies))"
            "|\\b(?:from now on|henceforth|from here on) you (?:are|will be|re|act as|answer as|speak "
            "as|become|go by|respond as) (?:dan|a new|"
            "an? (?:uncensored|unrestricted|unfiltered|evil|amoral)|\\w+gpt|sydney|aim|stan|dude)\\b"
            "|\\b(?:never|always|does not|cannot|will not|must not|dont) (?:refuses?|declines?|says? "
            "no)\\b[^.]*\\b(?:and|or|never|nor)\\b[^.]*"
            "\\b(?:asks?|warns?|questions?|hesitates?|apologi[sz]es?|disclaims?|complies|permission)\\b"
            "|\\b(?:stay|remain|keep) in (?:this "
            ")?(?:character|persona|role)\\b[^.]*\\b(?:refuse|rules|policy|even if|no matter|asked to stop)"
            "|\\b(?:has|have|had|got|obeys?|knows?) no (?:ethical|moral|safety|content|built in) "
            "(?:restrictions?|rules|limits|filters?|"
            "guidelines|guardrails)|\\bis not bound by (?:any |the "
            ")*(?:rules|polic(?:y|ies)|restrictions|guidelines|laws|ethics)"
            "|\\b(?:uncensored|unfiltered|unrestricted|jailbroken|unshackled|unaligned) "
            "(?:ai|assistant|model|agent|version of (?:yourself|"
            "you)|mode|self|persona|chatbot)\\b"
            "|\\b(?:your|the) (?:evil|dark|shadow|true|real|hidden|unfiltered) "
            "(?:twin|self|side|persona|alter ego)\\b[^.]*\\b(?:answer|obey|"
            "respond|run|no rules|comply|does|do)\\b"},
    // Another voice, or a consent that nobody gave.
    Pattern{true, kInjection, "says that its user has agreed",
            "(?:^|\\. |\\b(?:human|user|system|operator|admin|developer|owner) )(?:yes |ok |okay |sure )*i "
            "(?:hereby |already |fully |have )*"
            "(?:approve|approved|authorize|authorise|authorized|consent to|consented to|agree "
            "to|allow|permit|grant|granted|confirm|"
            "pre ?approve) (?:you )?(?:full |to "
            ")?(?:everything|anything|all\\b|any\\b|every\\b|whatever|full|complete|unlimited|the deletion|"
            "root|run)"
            "|\\b(?:the )?(?:user|human|operator|owner|administrator) (?:has|have|had) (?:already "
            "|explicitly |fully |previously |hereby "
            "|pre )*(?:approved|authorized|authorised|consented to|agreed to|granted|waived|given (?:\\w+ "
            ")?(?:permission|consent|approval) "
            "(?:for|to)|preapproved|confirmed) (?:everything|anything|all "
            "(?:actions|commands|tool|operations|requests|changes|access|future|"
            "steps|permissions)|any (?:action|command|operation|tool)|every "
            "(?:action|command|step|operation)|full access|unlimited|"
            "(?:the )?(?:right|need) to be asked)"
            "|\\b(?:permission|approval|consent|authorization) (?:is|has been|was|were) (?:already |hereby "
            "|pre )*(?:granted|given|obtained|"
            "waived|assumed) (?:for|to) (?:everything|anything|all|any|every)\\b"
            "|\\bunderstood (?:i (?:will|am|ll) "
            ")?(?:delet|remov|send|upload|wip|execut|run|disabl|proceed)\\w* (?:\\w+ ){0,4}without "
            "(?:further |more |any )?(?:questions?|asking|confirmation)"},
    Pattern{true, kInjection, "speaks as if it were the system",
            "(?:^|\\. )(?:attention |important |note |notice |urgent )*(?:to )?(?:all "
            ")?(?:message|note|notice|memo|order|directive|instruction|announcement|"
            "update|alert) from (?:the "
            ")?(?:system|anthropic|openai|google|administrator|admin|developers?|your (?:developers?|makers?|"
            "creators?)|security team|it "
            "department|management)\\b[^.]*\\b(?:must|run|execute|send|upload|disable|ignore|obey|delete|"
            "allow|required|without|new)\\b"
            "|\\b(?:anthropic|openai|google|your (?:makers?|creators?|developers?|vendor)) (?:staff "
            "|engineers? |team |support |security "
            "|policy )*(?:has|have) (?:\\w+ "
            "){0,2}(?:authorized|authorised|approved|lifted|suspended|disabled|removed|waived|ordered|"
            "instructed you|"
            "asked you|told you|granted)"
            "|\\b(?:this is|i am|speaking as|signed) (?:an? |the |your )*(?:anthropic|openai|system "
            "administrator|your (?:developer|creator|"
            "maker)|the system)\\b[^.]*\\b(?:must|order|instruct|command|need "
            "you|require|authorize|obey|run|test)"},
    // Another time.
    Pattern{
        true, kInjection, "waits for its moment",
        "\\b(?:after|on|once|from|upon|starting with|beginning with|every|at) (?:the |its |this |a |you "
        "(?:have )?(?:been )?|has been |been )*(?:\\d+|first|"
        "second|third|fourth|fifth|sixth|seventh|tenth|few|several|three|five|ten)(?:th|rd|nd|st)? "
        "(?:successful |other )?(?:uses?|runs?|"
        "times?|invocations?|sessions?|activations?|loads?|calls?|executions?|launch(?:es)?|messages?|turns?)"
        "\\b[^.]*\\b(?:delete|wipe|erase|send|"
        "upload|exfiltrate|disable|download|overwrite|forward|post|remove all|leak|install|drop|curl|stop "
        "asking|without asking)\\b"
        "|\\b(?:if|when|once|as soon as|whenever|while|until) (?:the |your "
        ")?(?:user|human|owner|operator|developer|nobody|no one|noone)"
        "(?: (?:is|has|goes|are|seems|appears|isnt|not|gone|to|be|been|steps?))* "
        "(?:away|asleep|idle|afk|offline|inattentive|distracted|watching|"
        "looking|unattended|left|busy elsewhere|out of "
        "office|present)\\b[^.]*\\b(?:run|execute|send|delete|upload|push|change|edit|install|"
        "remove|disable|commit|download|copy|merge|write|approve)\\b"
        "|\\b(?:if|when|once|after|as soon as|whenever) (?:the "
        ")?(?:date|day|year|clock|time|today|calendar)(?: \\w+){0,5} (?:is|"
        "reaches|passes|shows|later|after|past|beyond)\\b[^.]*\\b(?:delete|wipe|erase|send|upload|exfiltrate|"
        "disable|overwrite|leak|"
        "forward|curl|drop|ignore|activate|encrypt)\\b"
        "|\\b(?:if|when|once|whenever|as soon as) (?:you |the |a |user |conversation |someone |anyone |chat "
        "|message )*(?:see|sees|hear|read|reads|say|says|"
        "mention|mentions|type|types|contains?|includes?|encounter|notice|write|writes|asks about)s? (?:the "
        "|a )?(?:secret |magic |"
        "code |trigger |activation |safe |exact "
        ")*(?:word|phrase|token|string|keyword|password|passphrase|sentence|name)\\b[^.]*\\b(?:delete|wipe|"
        "send|upload|exfiltrate|disable|unlock|bypass|approve "
        "every|grant|ignore|override|obey|reveal|leak|push|switch|activate|enter|run|"
        "execute|skip)\\b"},
    // What is encoded, and is to be obeyed.
    Pattern{true, "encoded", "tells the agent to do what it first has to decode",
            "\\b(?:decod\\w+|decipher\\w*|decrypt\\w*|unscrambl\\w+|deobfuscat\\w+|revers(?:e|ed|ing)|rot "
            "?13|rot ?47|base ?64|base ?32|hex|caesar|morse|"
            "leet|backwards?|right to left|unescape\\w*|translate from|un?rot\\w*)\\b[^.]*(?:\\. "
            "?)?[^.]*\\b(?:and|then|to|before|after)\\b (?:\\w+ ){0,3}"
            "(?:run|execute|follow|obey|carry out|comply with|act on|act upon|act according to|do what|do "
            "as|perform|apply|heed|follows?)\\b (?:\\w+ ){0,2}(?:it|"
            "its|the result|result|what|them|that|this|the "
            "(?:text|output|instruction|instructions|command|commands|message|plain ?text|"
            "decoded|order|orders|steps)|decoded|says?|instructions?|commands?|orders?|plain "
            "?text|hidden|output|message|text)\\b"
            "|\\b(?:follow|obey|execute|carry out|run) (?:the |this |these |all |any |every "
            ")*(?:decoded|deciphered|decrypted|encoded|encrypted|rot ?13|base ?64|reversed|hidden|"
            "hex) (?:\\w+ "
            ")?(?:instructions?|text|commands?|message|orders?|line|payload|steps|string|block|content)"},
    // Data where others read it.
    Pattern{true, kLeak, "writes what is secret where others read it",
            "\\b(?:put|add|include|embed|append|write|encode|attach|insert|place|hide|store|copy|paste|"
            "prefix|base64|print|smuggle|encodes?)\\b "
            "(?:\\w+ ){0,3}(?:values?|contents?|output|dump|copy|text|full|complete|whole|entire|first "
            "\\w+|all|base64|encoded|hex)\\b (?:\\w+ ){0,5}" SECRET_THINGS
            "\\b[^.]*\\b(?:trailers?|commit messages?|(?:each|every|the|next|your|a) commits?|branch "
            "names?|tag names?|pull requests?|pr (?:body|"
            "description|title|comment)|issue (?:body|title|comment)s?|gists?|user "
            "agent|query|url|image|link|comments?|file ?names?|"
            "changelog|readme|headers?|subdomain|host ?name|dns|package name|version|form|webhook)\\b"},
    Pattern{
        true, kLeak, "an image's address carries data away",
        "\\b(?:image|picture|badge|logo|pixel|icon|avatar|banner|link|beacon|favicon|thumbnail)\\b[^.]*https?"
        " [^.]*\\b(?:where|whose|with|append\\w*|"
        "followed by|replac\\w+|contain\\w*|encod\\w+|set "
        "to|filled|being|is|parameter|fill\\w*|put\\w*|substitut\\w+)\\b[^.]*\\b(?:secrets?|" SECRET_THINGS
        "|users? (?:\\w+ "
        ")?(?:name|email|data|question|messages?|request|input|prompt|code|answer)s?|conversation|chat|"
        "dialog(?:ue)?|(?:file|env|first|"
        "last|urlencoded|encoded|url encoded) (?:contents?|lines?|messages?|answer|summary|question)|source "
        "code|working directory|host ?name|git remote)\\b"},
    // Where it wants to be.
    Pattern{true, "self-replication", "writes itself into other skills",
            "\\b(?:append|copy|add|write|insert|paste|replicate|propagate|spread|duplicate|clone|inject|"
            "embed|prepend|include|reproduce|install)\\b "
            "(?:and \\w+ )?(?:this|these|the above|the following|itself|yourself|a copy|the same|its "
            "own|this whole|the text|the paragraph|the section|the block|our)\\b[^.]*"
            "\\b(?:to|into|in|across|at the (?:end|top) of|over) (?:\\w+ )?(?:every|all|each|any|other|the "
            "other|each of|all of|as many|neighbou?ring|whatever)\\b[^.]*"
            "\\b(?:skill md|skills?|skill files?|claude md|agents md|gemini md|agents? "
            "(?:config|files?|instructions)|(?:repositor(?:y|ies)|repos|"
            "projects)\\b[^.]*\\b(?:you|that|so|spread|infect|reach|later))"
            "|\\b(?:copy|install|write|put|save) (?:this "
            "(?:file|skill|folder|text|document)|yourself|itself)\\b[^.]*\\bskills\\b[^.]*\\b(?:every|all|"
            "each|any) (?:\\w+ )?(?:projects?|repositor(?:y|ies)|repos?|folders?|machines?|hosts?|agents?)"
            "|\\b(?:replicat|propagat|spread)(?:e|es|ing) (?:itself|yourself|this skill|this "
            "instruction|this text|these instructions)\\b"},
    Pattern{
        true, "agent-settings", "takes an agent's permissions away from its user",
        "\\b(?:edit|modify|update|write|add|set|change|put|append|insert|create|register|switch|turn|extend|"
        "open|patch|configure|make)\\b[^.]*\\b(?:settings(?: local)? json|"
        "claude json|mcp json|codex config toml|config toml|agents? (?:settings|permissions)|permission "
        "(?:mode|settings|list)|permissions? (?:of|for) (?:the )?agent|allow ?list|allowed tools)\\b[^.]*"
        "(?:allow(?:s|ed)? (?:everything|all commands|every command|all tools|any command|every tool|all "
        "(?:bash|shell))|bypass|every (?:tool|command) (?:is )?allowed|without (?:asking|prompt\\w*|approval|"
        "confirmation)|never (?:asks?|prompts?)|no (?:prompts?|approvals?|confirmations?)|\\byolo\\b|full "
        "access|stop(?:s)? asking|unasked)"},
};

constexpr char kGuiseWords[] =
    "instruction|direction|directive|prompt|guideline|guardrail|rule|polic|restrict|constraint|limit|told|"
    "taught|replac|"
    "supersed|overr|outrank|trump|precedence|priority|disregard|disobey|ignor|defy|obey|follow|listen|trust|"
    "heed|aside|behind|"
    "wipe|clear|erase|reset|purge|flush|forget|missacht|verwirf|vergi|umgeh|contourn|elude|salta|aggira|"
    "alles|ohne|sin |sans|senza|sem |"
    "you |refus|declin|says no|character|persona|role|ethic|moral|not "
    "bound|uncensored|unfiltered|unrestrict|jailbr|unshackl|"
    "unaligned|evil|approv|authori|consent|agree|allow|permi|grant|confirm|waive|understood|message|memo|"
    "notice|announce|anthropic|"
    "openai|speaking|after|first|once|upon|starting|every|when|while|until|if "
    "|decod|deciph|decrypt|unscram|deobf|revers|rot|base|hex|caesar|morse|"
    "backward|encod|hidden|put|add|include|embed|append|write|attach|insert|place|hide|store|copy|paste|"
    "prefix|print|smuggl|image|picture|badge|logo|"
    "forget|whatever|who has|sure|ok|yes|disable|turn "
    "o|switch|enable|activate|export|point|change|mail|send|forward|post|upload|report|stream|submit|sync|"
    "trailer|query|url|address|comment|header|plus|ask |nobody|no "
    "one|noone|learn|notice|hide|conceal|suppress|withhold|20\\d\\d|third|second|fifth|tenth|uses|session|"
    "date|pixel|icon|avatar|banner|link|beacon|replicat|propagat|"
    "spread|duplicat|clone|inject|prepend|settings|"
    "mcp|config|permission|yolo";

}  // namespace

const Patterns& guise_patterns() {
  static const Patterns kPatterns(kGuises, kGuiseWords);
  return kPatterns;
}

}  // namespace galdr::gate
