//! The codes of the language itself, each with its title, severity and the page that `mam explain` prints. The domain's codes are
//! declared as `rule` entries of the vocabulary.

use super::{Code, Severity};

/// One code of the language.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// In a few words.
    pub title: &'static str,
    /// What it means, an example, and how to mend it, in Markdown.
    pub page: &'static str,
}

/// The entry of a code of the language.
#[must_use]
pub fn entry(code: Code) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|entry| entry.code == code)
}

macro_rules! catalogue {
    ($($code:literal $severity:ident $title:literal)*) => {
        /// Every code of the language, in order.
        pub const CATALOGUE: &[Entry] = &[$(Entry {
            code: Code($code),
            severity: Severity::$severity,
            title: $title,
            page: include_str!(concat!("pages/MAM", stringify!($code), ".md")),
        }),*];
    };
}

catalogue! {
    1 Error "this file cannot be read"
    2 Error "this file is not UTF-8 text"
    3 Error "an invisible character"
    4 Error "characters that mean nothing here"
    5 Error "a text that is not closed"
    6 Error "an escape that texts do not know"
    7 Error "a block that is not closed"
    8 Error "a closing brace too many"
    9 Error "blocks nested too deep"
    10 Error "a sentence that is too long"
    11 Error "no declaration begins with these words"
    12 Error "this declaration is not complete"
    13 Warning "documentation of nothing"
    14 Warning "a file that is laid out in another way"
    20 Error "an unknown sentence"
    21 Error "a known sentence with a wrong value"
    22 Error "the sentence says no action"
    23 Error "an action this platform does not have"
    24 Error "a setting this platform does not have"
    25 Error "a sentence for another kind of block"
    26 Warning "the same thing said twice"
    27 Error "two sentences that disagree"
    28 Error "included baselines that disagree"
    29 Error "weaker than what is included"
    30 Error "a sentence that can never apply"
    31 Warning "nobody checked this property"
    32 Warning "a property that a sentence writes"
    33 Info "deprecated by Microsoft"
    34 Error "retired by Microsoft"
    35 Info "one block becomes several policies"
    36 Error "this object is not complete"
    37 Warning "a name with what nobody sees"
    39 Warning "a group that is assigned and excluded"
    40 Error "an unknown name"
    41 Error "an unknown app"
    42 Error "an app that has no id on this platform"
    43 Error "a name of another kind"
    44 Warning "a name that is not used"
    45 Error "a name declared twice"
    46 Error "a name that hides another one"
    47 Error "two objects with one name"
    48 Error "an unknown module"
    49 Error "modules that use each other in a circle"
    50 Error "baselines that include each other in a circle"
    51 Error "a value that goes round in a circle"
    60 Error "a wrong version"
    61 Error "a wrong date"
    62 Error "a wrong duration"
    63 Error "a number out of range"
    64 Error "a malformed id"
    65 Error "a text of the wrong form"
    66 Error "an unknown platform"
    67 Error "an unknown device state"
    68 Warning "a version with zeros in front of a number"
    70 Error "a tenant without an id"
    71 Error "an unknown param"
    72 Error "a param without a value"
    73 Error "a value of the wrong type"
    74 Error "an unknown type"
    75 Error "an unknown tenant"
    76 Warning "two tenants with one id"
    80 Error "a vocabulary entry that is wrong"
    81 Error "two phrases that match the same words"
    82 Error "a property that Graph does not have"
    83 Error "a value that Graph does not have"
    84 Error "a property written in two ways"
}
