// Storage: the store on a disk.
//
// Owns: the SQLite adapter of the port `Store` (connections, group commit, migrations, backup), and the
// file outside the store that holds the audit head.
// May import: Identity, Text, Diagnostics, Threads, FoundationEssentials, CSQLite, Glibc.
// Never does: decide anything. What a row means, who may change it and what is audited is said in
// Identity; here a change is stored whole or not at all.
