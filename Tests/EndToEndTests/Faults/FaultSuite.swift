import Testing

/// Every fault of docs/faults.md that a running Brama has to bear, each really made under a steady load. The
/// clients write down what they were told, and Brama is held to it afterwards (`FaultJournal`).
///
/// `Scripts/faults` runs the same tests in their long form, each by its name.
@Suite struct FaultSuite {}
