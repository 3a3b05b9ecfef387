// Text: what the standard library does not do with a text.
//
// Owns: Unicode's normal forms, white space at the ends, percent-encoding, the folder in a path.
// May import: Glibc, CUnistring.
// Never does: knows what a text is for; that is the rule of whoever asks.
