// Diagnostics: what the operator sees.
//
// Owns: the redacting structured log, counters, gauges and histograms, and the text that Prometheus
// reads.
// May import: Threads, FoundationEssentials, Glibc.
// Never does: decides what is worth a line or a number (the callers do), holds a global registry or a
// global log (both are handed in), opens a port.
