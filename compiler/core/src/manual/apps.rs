//! The page of the apps that the standard library knows.

use super::{Book, markdown, page, paragraph};
use crate::project::Project;
use crate::semantics::App;
use crate::vocabulary::STANDARD_FILES;
use crate::vocabulary::model::Platform;

/// The apps of the standard library, by their names.
pub(super) fn known() -> Vec<App> {
    let checked = Project { files: Vec::new(), unreadable: Vec::new() }.check();
    let apps = checked.program.apps.into_values().filter(|app| app.span.file.0 >= STANDARD_FILES);
    let mut apps: Vec<App> = apps.collect();
    apps.sort_by(|one, other| one.name.cmp(&other.name));
    apps
}

impl Book<'_> {
    /// The page.
    pub(super) fn apps(&self) -> (String, String) {
        let mut text = page("The known apps");
        paragraph(
            &mut text,
            "A file names the apps that it uses, as in `use std.apps (outlook, teams)`; then a sentence such as `apps outlook, teams` \
             can say them. An app that is missing here is declared in a file of your own:",
        );
        paragraph(
            &mut text,
            &markdown::program(
                "app inspections \"Contoso Inspections\" {\n    ios     \"com.contoso.inspections\"\n    android \"com.contoso.inspections\"\n}",
            ),
        );
        let rows: Vec<_> = known().iter().map(|app| self.app(app)).collect();
        let head = ["Name", "App", "Android", "iOS", "Windows", "Worth knowing"];
        paragraph(&mut text, &markdown::table(&head, &rows));
        ("apps.md".into(), text)
    }

    fn app(&self, app: &App) -> Vec<String> {
        let on = |platform| markdown::codes(app.on(platform));
        let docs = markdown::prose(&self.docs_at(app.span));
        let ids = [Platform::Android, Platform::Ios, Platform::Windows].map(on);
        [markdown::code(&app.name), markdown::prose(&app.title)].into_iter().chain(ids).chain([docs]).collect()
    }
}
