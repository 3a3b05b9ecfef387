// Messages: every text that a person reads, in Polish and English.
//
// Owns: the two languages, which one a reader gets, and the catalogue of sentences, labels and titles.
// May import: Identity, Text, Glibc.
// Never does: no I/O, no HTML, no decision. Quotation marks around labels belong to the mark-up.
//
// A text is a `Phrase`, whose two languages are both required, chosen by a switch without `default`: a
// case without a text, or a text without a translation, does not compile.
