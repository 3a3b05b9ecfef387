/// The one script of the pages: asks before something typed into a form is lost (GEN-14, DOM-23).
///
/// Without it everything works; pages then say in words what is not saved. It reads the page, changes
/// nothing in it, and sends nothing.
enum LeavingScript {
  static let text = """
    const form = document.querySelector("form[data-unsaved]");
    if (form) {
      const fields = () => [...new FormData(form)];
      const text = (fields, but) =>
        String(new URLSearchParams(fields.filter(([name]) => name !== but)));
      const shown = fields();
      const isChanged = (but) =>
        form.hasAttribute("data-typed") || text(fields(), but) !== text(shown, but);
      let leaves = false;
      // Ours are the words where a link or another form of the page leads away, the browser's own
      // where its window is closed or another address is entered.
      const mayLeave = (event, but) => {
        leaves = !isChanged(but) || confirm(form.dataset.unsaved);
        if (!leaves) event.preventDefault();
      };
      document.addEventListener("submit", (event) => {
        if (event.target === form) leaves = true;
        else mayLeave(event, event.target.dataset.goesOn);
      });
      document.addEventListener("click", (event) => {
        const link = event.target.closest("a[href]");
        const opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button;
        if (!link || opensElsewhere || link.getAttribute("href").startsWith("#")) return;
        mayLeave(event, link.dataset.goesOn);
      });
      addEventListener("beforeunload", (event) => {
        if (!leaves && isChanged()) event.preventDefault();
      });
      addEventListener("pageshow", () => { leaves = false; });
    }

    """
}
