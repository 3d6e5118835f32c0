//! The law of the importer: what it makes of an export compiles to the same policies by meaning, and what is not in them is reported.

#[path = "import/law.rs"]
mod law;

use law::{Exemptions, inputs_below, round_trip};
use mam_core::import::{Input, Options, import};
use mam_tests::corpus;

#[test]
fn every_published_policy_comes_back_the_same() {
    let Some(folder) = corpus("every_published_policy_comes_back_the_same", "") else { return };
    let inputs = inputs_below(&folder);
    assert!(inputs.len() >= 110, "{} files", inputs.len());
    let mut exemptions = Exemptions::new();
    let mut wrong = String::new();
    let mut count = 0;
    for input in &inputs {
        count += round_trip(std::slice::from_ref(input), &mut exemptions, &mut wrong);
    }
    assert!(wrong.is_empty(), "{wrong}");
    println!("{count} policies of {} files come back the same", inputs.len());
    for (exemption, files) in &exemptions {
        println!("  exempt in {files}: {exemption}");
    }
}

#[test]
fn a_whole_tenant_comes_back_the_same() {
    let Some(folder) = corpus("a_whole_tenant_comes_back_the_same", "") else { return };
    let (mut exemptions, mut wrong) = (Exemptions::new(), String::new());
    let count = round_trip(&inputs_below(&folder), &mut exemptions, &mut wrong);
    assert!(wrong.is_empty(), "{wrong}");
    println!("{count} policies in one project come back the same");
}

#[test]
fn nothing_is_imported_from_nothing() {
    let input = Input { name: "a.json".into(), bytes: b"[]".to_vec() };
    let imported = import(&[input], &Options::default());
    assert!(imported.files.is_empty());
    assert_eq!(imported.report[0].skipped, ["there is no policy in it that mam knows"]);
}
