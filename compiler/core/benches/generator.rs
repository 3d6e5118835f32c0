//! A program of any size: N app protection policies that share a baseline and override seven of its settings each.

use std::fmt::Write as _;

const HEAD: &str = r#"use std.apps (defender, outlook, teams)

param staff: group
param break_glass: group

baseline shared for ios {
    block backup of org data
    send org data to managed apps
    require pin
    require pin length 6
    block simple pin
    block printing
    require no jailbreak or root else wipe
    allow 5 pin attempts else block
    block offline access after 12 hours
    wipe offline data after 30 days
    require enabled account else block
    require threat level medium else block
}

tenant contoso {
    id "7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11"
    staff = group "All staff"
    break_glass = group "Emergency access"
}

connector defender for ios

app configuration "Defender stays signed in" for ios {
    apps defender
    assign to staff except break_glass
    block sign-out
}

conditional access "Mobile apps need app protection" {
    users all except break_glass
    resources office365
    device platforms ios
    grant requires app protection policy
    state report-only
}
"#;

/// The text of a program with `policies` app protection policies.
#[must_use]
pub fn program(policies: usize) -> String {
    let mut text = String::from(HEAD);
    for n in 0..policies {
        let levels = ["secured", "low", "medium", "high"];
        // Writing to memory does not fail.
        let _ = write!(
            text,
            "\napp protection \"Policy {n}\" for ios {{\n    apps outlook, teams\n    assign to staff except break_glass\n    include shared\n    require pin length {}\n    require os version {}.{} else block\n    require os version {}.0 else wipe\n    block offline access after {} minutes\n    wipe offline data after {} days\n    allow {} pin attempts else wipe\n    require threat level {} else block\n}}\n",
            4 + n % 8,
            15 + n % 4,
            n % 7,
            14 + n % 4,
            30 + n % 90,
            10 + n % 80,
            3 + n % 5,
            levels.get(n % 4).unwrap_or(&"low"),
        );
    }
    text
}
