/// The one script of the pages: asks before something typed into a form is lost (GEN-14, DOM-23).
///
/// Without it everything works; pages then say in words what is not saved. It reads the page, changes
/// nothing in it, and sends nothing.
enum LeavingScript {
  static let text = """
    const form = document.querySelector("form[data-unsaved]");
    if (form) {
      const typed = () => new URLSearchParams(new FormData(form)).toString();
      const shown = typed();
      let leaves = false;
      const isChanged = () => form.hasAttribute("data-typed") || typed() !== shown;
      // Ours are the words where a link or another form of the page leads away, the browser's own
      // where its window is closed or another address is entered.
      const mayLeave = (event) => {
        leaves = !isChanged() || confirm(form.dataset.unsaved);
        if (!leaves) event.preventDefault();
      };
      document.addEventListener("submit", (event) => {
        if (event.target === form) leaves = true; else mayLeave(event);
      });
      document.addEventListener("click", (event) => {
        const link = event.target.closest("a[href]");
        const opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button;
        if (!link || opensElsewhere || link.getAttribute("href").startsWith("#")) return;
        if (link.hasAttribute("data-goes-on")) leaves = true; else mayLeave(event);
      });
      addEventListener("beforeunload", (event) => {
        if (!leaves && isChanged()) event.preventDefault();
      });
      addEventListener("pageshow", () => { leaves = false; });
    }

    """
}
