//! Platforms and kinds of block. Must not know what can be said about them.

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
}

impl BlockKind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::AppProtection, Self::AppConfiguration, Self::Connector, Self::ConditionalAccess, Self::NamedLocation];

    /// The words of the language.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::AppProtection => "app protection",
            Self::AppConfiguration => "app configuration",
            Self::Connector => "connector",
            Self::ConditionalAccess => "conditional access",
            Self::NamedLocation => "named location",
        }
    }

    /// Whether the block's head names platforms.
    #[must_use]
    pub fn has_platforms(self) -> bool {
        matches!(self, Self::AppProtection | Self::AppConfiguration | Self::Connector)
    }
}
