//! Formatted texts, as snapshots.

use insta::assert_snapshot;

use super::super::format;
use super::{BYOD, file};

fn formatted(text: &str) -> String {
    format(&file(text))
}

#[test]
fn the_scenario_is_written_as_it_should_be() {
    assert_eq!(formatted(BYOD), BYOD);
}

#[test]
fn space_and_lines() {
    assert_snapshot!(formatted(
        "\n\n//! File.\nuse std.apps(a ,b)\n\n\n\nuse c\nlet d=30   days\nparam e :group\ntenant f{id \"x\" ; a=group\"Y\"}\r\nbaseline g\n{\n\n\n  h ; i\n\n\n\n      j\n   else k\n\ton ios\n\n}\n\n\nconnector l for ios // m   "
    ));
}

#[test]
fn comments_stay_where_they_are() {
    assert_snapshot!(formatted(
        "use a    // behind a\n// before b\nuse b\n/// of c\n\n//  between\nbaseline c { // behind the brace\n// first\n\n/// of d\nd // behind d\n   e,// why\n // more\n f\non g { // inner\nh }   // behind g\n// last\n\n} // behind c\n// end\n"
    ));
}

#[test]
fn one_line_blocks() {
    assert_snapshot!(formatted(&format!(
        "tenant a {{id \"x\";b=c}}\nbaseline d {{ }}\nbaseline e {{}}\nbaseline f {{\n}}\nbaseline g {{ on ios {{a;b}} ; c }}\nbaseline h {{ {} ; on ios {{ x }} ; else y }}\n",
        "word ".repeat(30)
    )));
}

#[test]
fn tables_keep_their_columns() {
    assert_snapshot!(formatted(
        "sentence \"a {b}\"  for ios {\n  b       x | y    // note\n      graph   c.d  = b default   {}\n    with {\n\"a\": [\n{ \"b\":   1 },\n  2 ]\n}\n}\napp z   \"Z\" { \n ios     \"com.z\"\n}\n"
    ));
}

#[test]
fn json_is_indented_by_its_brackets() {
    assert_snapshot!(formatted(
        "baseline a {\nset b = {\n\"c\": [1,\n2], \"d\": [{\n\"e\":   \"]\"\n}]\n}\n  else f\n}\n"
    ));
}

#[test]
fn what_parts_sentences_stays() {
    assert_snapshot!(formatted(
        "baseline a {\n    b ; else c\n    d, ; e\n    f,\n\n    g\n    h\n\n    // i\n    because \"j\"\n    k ; on l ; on m { n }\n}\n"
    ));
}

#[test]
fn what_is_broken_stays_as_it_is() {
    assert_snapshot!(formatted(
        "polcy   \"A\" {\r\n  b   c\n}\nbaseline d {\n   e   @  f\n}\nbaseline g {\n   h   i\nuse   j\n}\n"
    ));
}

#[test]
fn nothing_is_nothing() {
    assert_eq!(formatted(""), "");
    assert_eq!(formatted("\n \r\n\t;"), "");
    assert_eq!(formatted("// a"), "// a\n");
}
