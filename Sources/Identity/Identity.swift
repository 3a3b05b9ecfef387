// Identity: the rules of signing in.
//
// Owns: employees, companies, domains as settings, the sign-in flow as a state machine, sessions,
// second-factor enrolment and replay rules, lock-out, roles, audit events, and the ports it needs.
// May import: Text, FoundationEssentials, Glibc (to read an address).
// Never does: input or output of its own, reading the clock or randomness (both are handed in),
// wording for people (Messages has every sentence).
