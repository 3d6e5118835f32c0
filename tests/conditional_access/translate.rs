//! From a policy's JSON to the sentences that say it. Small on purpose: it knows the shapes that the corpus has. What it leaves
//! out or gets wrong, the comparison of the compiled policy with the JSON shows.

use mam_core::vocabulary::Vocabulary;
use serde_json::Value;
use std::fmt::Write as _;

/// A `conditional access` block that says what a policy says.
pub fn block(policy: &Value) -> String {
    let mut out = String::new();
    let conditions = &policy["conditions"];
    users(&conditions["users"], &mut out);
    pair(
        &mut out,
        "workload identities",
        &list(&conditions["clientApplications"]["includeServicePrincipals"], &["workload"], ""),
        &[],
    );
    let applications = &conditions["applications"];
    let resources = list(&applications["includeApplications"], &["any_resource", "resource"], "");
    pair(&mut out, "resources", &resources, &list(&applications["excludeApplications"], &["resource"], ""));
    pair(&mut out, "user actions", &list(&applications["includeUserActions"], &["user_action"], ""), &[]);
    let platforms = &conditions["platforms"];
    let included = list(&platforms["includePlatforms"], &["any_platform", "device_platform"], "");
    pair(&mut out, "device platforms", &included, &list(&platforms["excludePlatforms"], &["device_platform"], ""));
    pair(&mut out, "client apps", &list(&conditions["clientAppTypes"], &["client_app"], ""), &[]);
    let locations = &conditions["locations"];
    let included = list(&locations["includeLocations"], &["any_location", "known_location"], "location ");
    pair(&mut out, "locations", &included, &list(&locations["excludeLocations"], &["known_location"], "location "));
    pair(&mut out, "sign-in risk", &list(&conditions["signInRiskLevels"], &["risk_level"], ""), &[]);
    pair(&mut out, "user risk", &list(&conditions["userRiskLevels"], &["risk_level"], ""), &[]);
    pair(
        &mut out,
        "service principal risk",
        &list(&conditions["servicePrincipalRiskLevels"], &["risk_level"], ""),
        &[],
    );
    pair(&mut out, "insider risk", &flags(&conditions["insiderRiskLevels"], "insider_risk_level"), &[]);
    pair(
        &mut out,
        "authentication flows",
        &flags(&conditions["authenticationFlows"]["transferMethods"], "authentication_flow"),
        &[],
    );
    if let Some(rule) = conditions["devices"]["deviceFilter"]["rule"].as_str() {
        let _ = writeln!(
            out,
            "    device filter {} {}",
            text(&conditions["devices"]["deviceFilter"]["mode"]),
            Value::from(rule)
        );
    }
    grant(policy, &mut out);
    session(&policy["sessionControls"], &mut out);
    out.push_str("    state report-only\n");
    format!("conditional access {} {{\n{out}}}\n", policy["displayName"])
}

fn users(users: &Value, out: &mut String) {
    let of = |users_of: &str, groups: &str, roles: &str, words: &str| {
        let mut all = list(&users[users_of], &[words], "user ");
        all.extend(list(&users[roles], &["directory_role"], "role "));
        all.extend(list(&users[groups], &[], "group "));
        all
    };
    let included = of("includeUsers", "includeGroups", "includeRoles", "audience");
    let excluded = of("excludeUsers", "excludeGroups", "excludeRoles", "excludable_audience");
    if included.is_empty() {
        // Such as `external users` alone.
        pair(out, "exclude users", &excluded, &[]);
    } else {
        pair(out, "users", &included, &excluded);
    }
    pair(
        out,
        "external users",
        &flags(&users["includeGuestsOrExternalUsers"]["guestOrExternalUserTypes"], "external_user"),
        &[],
    );
}

fn grant(policy: &Value, out: &mut String) {
    // One file spells it with a capital.
    let grant = if policy["grantControls"].is_null() { &policy["GrantControls"] } else { &policy["grantControls"] };
    if grant["builtInControls"].as_array().is_some_and(|controls| controls.iter().any(|control| control == "block")) {
        out.push_str("    block access\n");
        return;
    }
    let mut controls = list(&grant["builtInControls"], &["grant_control"], "");
    controls
        .extend(grant["authenticationStrength"]["id"].as_str().map(|id| spell(id, &["authentication_strength"], "")));
    controls.extend(list(&grant["termsOfUse"], &[], "terms "));
    if !controls.is_empty() {
        let joined = controls.join(if grant["operator"] == "AND" { " and " } else { " or " });
        let _ = writeln!(out, "    grant requires {joined}");
    }
}

fn session(session: &Value, out: &mut String) {
    if session["applicationEnforcedRestrictions"]["isEnabled"] == true {
        out.push_str("    require app enforced restrictions\n");
    }
    if let Some(mode) = session["cloudAppSecurity"]["cloudAppSecurityType"].as_str() {
        let mode = match mode {
            "blockDownloads" => "block downloads",
            "mcasConfigured" => "custom policy",
            "monitorOnly" => "monitor only",
            other => other,
        };
        let _ = writeln!(out, "    cloud app control {mode}");
    }
    if let Some(mode) = session["persistentBrowser"]["mode"].as_str() {
        let _ = writeln!(out, "    persistent browser session {mode}");
    }
    if let Some(count) = session["signInFrequency"]["value"].as_u64() {
        let _ = writeln!(out, "    sign-in frequency {count} {}", text(&session["signInFrequency"]["type"]));
    }
    if let Some(profile) = session["globalSecureAccessFilteringProfile"]["profileId"].as_str() {
        let _ = writeln!(out, "    global secure access security profile \"{profile}\"");
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// `sentence a, b except c`, when there is something to say.
fn pair(out: &mut String, sentence: &str, included: &[String], excluded: &[String]) {
    if included.is_empty() && excluded.is_empty() {
        return;
    }
    let _ = write!(out, "    {sentence} {}", included.join(", "));
    if !excluded.is_empty() {
        let _ = write!(out, " except {}", excluded.join(", "));
    }
    out.push('\n');
}

/// The items of a list, in the words of the vocabulary where it has some, else as `kind "text"`.
fn list(value: &Value, words: &[&str], kind: &str) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|item| spell(text(item), words, kind)).collect()
}

/// The members of flags joined by commas.
fn flags(value: &Value, words: &str) -> Vec<String> {
    value.as_str().into_iter().flat_map(|text| text.split(',')).map(|member| spell(member, &[words], "")).collect()
}

fn spell(value: &str, words: &[&str], kind: &str) -> String {
    let lists =
        words.iter().map(|name| Vocabulary::standard().words(name).unwrap_or_else(|| panic!("no words `{name}`")));
    let word = lists
        .flat_map(|words| &words.items)
        .find(|item| item.value.as_str().is_some_and(|known| known.eq_ignore_ascii_case(value)));
    word.map_or_else(|| format!("{kind}\"{value}\""), |word| word.words.to_string())
}
