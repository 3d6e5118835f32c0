//! Trees of whole texts, as snapshots.

use insta::assert_snapshot;

use super::{BYOD, file, show};

#[test]
fn the_whole_scenario() {
    assert_snapshot!(show(&file(BYOD)));
}

#[test]
fn a_vocabulary_entry() {
    assert_snapshot!(show(&file(
        r##"
/// Highest device threat level that the threat defence app may report.
sentence "require threat level {level} else {action}" for android, ios, windows {
    level   secured (clear) | low | medium | high  // strictest first
    action  wipe | block
    graph   maximumAllowedDeviceThreatLevel      = level  default notConfigured
    graph   a.b.c += {} default {} on ios
    delay   duration [1 minute..90 days]
    api     v1.0
    portal  "Conditional launch" "Device conditions"
    with    { "@odata.type": "#microsoft.graph.x", "list": [
        1, true, null ]
    }
    when    threat != high and count >= 5 or rate <= 17.4.1
}

object iosManagedAppProtection from app protection for ios {
    body {
        "@odata.type": "#microsoft.graph.iosManagedAppProtection",
        "apps": ["{apps}"]
    }
    body {}
}

rule MAM105 warning "malware" for android { unmet connector }
"##
    )));
}

#[test]
fn every_kind_of_declaration() {
    assert_snapshot!(show(&file(
        r#"use a
let b = 30 days
param c: group = group "All"
tenant d { id "x" ; c = group "Y" }
app e "E" { ios "com.e" }
app protection "F" for ios { }
app configuration "G" for ios {}
baseline h { }
connector defender for android
conditional access "I" { }
named location j "J" { }
filter f "F" for ios { }
scope tag g "G"
authentication strength h "H" { }
test "K" { }
guarantee "L" once enforced { }
sentence "m" { }
words n { }
scope o { }
object p from q { }
rule R1 error "r" { }
exempt s { t legacy "u" }
"#
    )));
}

#[test]
fn every_kind_of_token() {
    assert_snapshot!(show(&file(
        "let x = a report-only break_glass für a- -5 17 17.0 17.4.1 17.x 2026-06-01 2026-13-99 2026-6-1 30 days 1 minute 5 daysy 12h \
         1..10 1 minute..90 days std.apps a,b ( ) = += | .. . : < <= > >= != [1] [x] \"a\\\"b\" \"\\q\\u12\\ud800\" {} @#$ \u{a0}\u{200b} \"open"
    )));
}

#[test]
fn sentences_that_go_on() {
    assert_snapshot!(show(&file(
        r#"baseline b {
    require a
        else wipe // why
        // and more
        on ios
        because "x"
    apps a,
        b, // first

    else alone
    require c
    on android { d }
    require e

    because "apart"
    on android,
        ios
    {
        f ; g // note
        else h
    }
    k ; else l
    { "a": 1 }
    when m
        and n
    then o
}
"#
    )));
}

#[test]
fn comments_and_documentation() {
    assert_snapshot!(show(&file(
        r#"//! The file.
//!   Indented.

// Between.

/// Of the next.
///
///     Code.
// In between.
words x { // after the brace
    /// Of a.
    a
    // Own line.
    b // Behind b.
    //// Not documentation.
    on c {
    } // Behind the inner.
    /// Of nothing.
} // Behind the outer.
use y // Behind y.
//! Too late.
/// Of nothing.
"#
    )));
}

#[test]
fn line_ends_of_every_kind() {
    let unix = "use a\nbaseline b {\n    c\n        else d\n}\n";
    let tokens = |text: &str| show(&file(text)).replace("at 7", "at 6");
    assert_eq!(tokens(unix), tokens(&unix.replace('\n', "\r\n")));
    assert_eq!(tokens(unix), tokens(&unix.replace('\n', "\r")));
}

#[test]
fn a_byte_order_mark_is_no_text() {
    let file = file("\u{feff}use a\n");
    assert_eq!(&*file.text, "use a\n");
    assert!(file.items[0].declaration.problems.is_empty());
}
