//! Platforms and kinds of block. Must not know what can be said about them.

use super::model::RefKind;
use std::fmt;

/// A platform that app protection knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Platform {
    Android,
    Ios,
    Windows,
}

impl Platform {
    /// All of them, in the order objects are written.
    pub const ALL: [Self; 3] = [Self::Android, Self::Ios, Self::Windows];

    /// The word of the language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Android => "android",
            Self::Ios => "ios",
            Self::Windows => "windows",
        }
    }

    /// As people write it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Android => "Android",
            Self::Ios => "iOS",
            Self::Windows => "Windows",
        }
    }

    /// The platform of a word of the language.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|platform| platform.word() == word)
    }
}

/// A set of platforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Platforms(u8);

impl Platforms {
    /// No platform.
    pub const NONE: Self = Self(0);
    /// Every platform.
    pub const ALL: Self = Self(0b111);

    /// The set with one more.
    #[must_use]
    pub fn with(self, platform: Platform) -> Self {
        Self(self.0 | 1 << platform as u8)
    }

    /// Whether a platform is in it.
    #[must_use]
    pub fn contains(self, platform: Platform) -> bool {
        self.0 & (1 << platform as u8) != 0
    }

    /// What is in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is here and not there.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether none is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those in it, in order.
    pub fn iter(self) -> impl Iterator<Item = Platform> {
        Platform::ALL.into_iter().filter(move |platform| self.contains(*platform))
    }

    /// The form of a verb that goes with the names of these platforms.
    #[must_use]
    pub fn verb<'a>(self, of_one: &'a str, of_several: &'a str) -> &'a str {
        if self.iter().count() == 1 { of_one } else { of_several }
    }
}

impl FromIterator<Platform> for Platforms {
    fn from_iter<I: IntoIterator<Item = Platform>>(iter: I) -> Self {
        iter.into_iter().fold(Self::NONE, Self::with)
    }
}

impl fmt::Display for Platforms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.iter().map(Platform::word).collect();
        f.write_str(&words.join(", "))
    }
}

/// The kinds of block that hold sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum BlockKind {
    AppProtection,
    AppConfiguration,
    Connector,
    ConditionalAccess,
    NamedLocation,
    Filter,
    ScopeTag,
    AuthenticationStrength,
}

impl BlockKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::AppProtection,
        Self::AppConfiguration,
        Self::Connector,
        Self::ConditionalAccess,
        Self::NamedLocation,
        Self::Filter,
        Self::ScopeTag,
        Self::AuthenticationStrength,
    ];

    /// The words of the language.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::AppProtection => "app protection",
            Self::AppConfiguration => "app configuration",
            Self::Connector => "connector",
            Self::ConditionalAccess => "conditional access",
            Self::NamedLocation => "named location",
            Self::Filter => "filter",
            Self::ScopeTag => "scope tag",
            Self::AuthenticationStrength => "authentication strength",
        }
    }

    /// Whether the block's head names platforms.
    #[must_use]
    pub fn has_platforms(self) -> bool {
        matches!(self, Self::AppProtection | Self::AppConfiguration | Self::Connector | Self::Filter)
    }

    /// Whether its sentences may be for a device state alone.
    #[must_use]
    pub fn has_states(self) -> bool {
        matches!(self, Self::AppProtection | Self::AppConfiguration)
    }

    /// Whether the block says nothing without sentences. A connector and a scope tag are there by their heads alone.
    #[must_use]
    pub fn needs_body(self) -> bool {
        !matches!(self, Self::Connector | Self::ScopeTag)
    }

    /// What the block's name stands for in sentences; none for blocks that no sentence names.
    #[must_use]
    pub fn declares(self) -> Option<RefKind> {
        Some(match self {
            Self::NamedLocation => RefKind::Location,
            Self::Filter => RefKind::Filter,
            Self::ScopeTag => RefKind::Tag,
            Self::AuthenticationStrength => RefKind::Strength,
            _ => return None,
        })
    }

    /// The block that declares what a reference names; none for what only the directory has.
    #[must_use]
    pub fn declaring(kind: RefKind) -> Option<Self> {
        Self::ALL.into_iter().find(|block| block.declares() == Some(kind))
    }

    /// A head of the block, as help shows it.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Self::AppProtection => "app protection \"BYOD\" for android, ios",
            Self::AppConfiguration => "app configuration \"Outlook\" for android, ios",
            Self::Connector => "connector defender for android, ios",
            Self::ConditionalAccess => "conditional access \"Mobile apps need app protection\"",
            Self::NamedLocation => "named location offices \"Our offices\"",
            Self::Filter => "filter personal_phones \"Personal phones\" for android, ios",
            Self::ScopeTag => "scope tag berlin \"Berlin\"",
            Self::AuthenticationStrength => "authentication strength keys_only \"Security keys only\"",
        }
    }
}
