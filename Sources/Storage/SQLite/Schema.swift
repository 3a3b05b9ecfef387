/// The tables, as the steps that lead to them. A released migration is never changed; a new one is added.
///
/// Rows that refer to one another carry no foreign keys: which of them go together is said by the port
/// (deleting a card takes its sessions along and leaves its audit key), which has no word for a broken
/// reference, and a second store has to do the same without them.
///
/// Identifiers are blobs of 16 bytes, digests blobs of 32, times milliseconds since 1970.
enum Schema {
  /// "BRMA": marks the file as ours (https://www.sqlite.org/pragma.html#pragma_application_id).
  static let applicationID: Int64 = 0x4252_4d41

  /// In order; the first leads from version 0 to version 1.
  static let migrations: [String] = [version1, version2]

  /// The port's names of what must be unique, by the columns SQLite names in its message.
  private static let constraints = [
    "companies.id": "company",
    "companies.name": "company-name",
    "employees.id": "employee",
    "employees.company, employees.login_key": "employee-login",
    "employees.domain, employees.member, employees.company": "employee-member",
    "sessions.id": "session",
    "tickets.token": "ticket",
    "audit.sequence": "audit-sequence",
  ]

  static func constraintName(of message: String) -> String {
    guard let colon = message.firstRange(of: "constraint failed: ") else { return message }
    let columns = String(message[colon.upperBound...])
    return constraints[columns] ?? columns
  }

  /// "Use ERP login" of a card (DOM-26).
  private static let version2 = """
    ALTER TABLE employees ADD COLUMN erp_login TEXT NOT NULL DEFAULT 'from-configuration';
    """

  private static let version1 = """
    CREATE TABLE companies (
      id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
      name TEXT NOT NULL,
      display_name TEXT,
      kind TEXT NOT NULL,
      domain_on INTEGER NOT NULL CHECK (domain_on IN (0, 1)),
      domain TEXT,
      every_group INTEGER NOT NULL CHECK (every_group IN (0, 1)),
      group_id TEXT,
      group_name TEXT,
      version INTEGER NOT NULL CHECK (version > 0),
      CHECK ((group_id IS NULL) = (group_name IS NULL)),
      CHECK (every_group = 0 OR group_id IS NULL)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX companies_by_name ON companies (name);

    CREATE TABLE employees (
      id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
      company BLOB NOT NULL CHECK (length(company) = 16),
      login TEXT NOT NULL,
      login_key TEXT NOT NULL,
      name TEXT NOT NULL,
      email TEXT,
      role TEXT NOT NULL,
      origin TEXT NOT NULL,
      password_hash TEXT,
      domain TEXT,
      member TEXT,
      state TEXT NOT NULL,
      cooperating INTEGER NOT NULL CHECK (cooperating IN (0, 1)),
      member_not_found INTEGER NOT NULL CHECK (member_not_found IN (0, 1)),
      must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)),
      created_at INTEGER NOT NULL,
      version INTEGER NOT NULL CHECK (version > 0),
      -- login, name and e-mail without case and accents, one a line
      search TEXT NOT NULL,
      CHECK ((domain IS NULL) = (member IS NULL)),
      CHECK (domain IS NULL OR password_hash IS NULL)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX employees_by_login ON employees (company, login_key);
    CREATE INDEX employees_in_order ON employees (login_key, id);
    CREATE UNIQUE INDEX employees_by_member ON employees (domain, member, company)
      WHERE domain IS NOT NULL;

    CREATE TABLE sessions (
      id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
      token BLOB NOT NULL CHECK (length(token) = 32),
      employee BLOB NOT NULL CHECK (length(employee) = 16),
      company BLOB NOT NULL CHECK (length(company) = 16),
      client TEXT NOT NULL,
      remembered INTEGER NOT NULL CHECK (remembered IN (0, 1)),
      address TEXT NOT NULL,
      user_agent TEXT,
      created_at INTEGER NOT NULL,
      ends_at INTEGER,
      last_seen_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sessions_by_employee ON sessions (employee);

    CREATE TABLE tickets (
      token BLOB NOT NULL PRIMARY KEY CHECK (length(token) = 32),
      employee BLOB NOT NULL CHECK (length(employee) = 16),
      company BLOB NOT NULL CHECK (length(company) = 16),
      client TEXT NOT NULL,
      remember INTEGER NOT NULL CHECK (remember IN (0, 1)),
      stage TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX tickets_by_employee ON tickets (employee);
    CREATE INDEX tickets_by_expiry ON tickets (expires_at);

    CREATE TABLE second_factors (
      employee BLOB NOT NULL PRIMARY KEY CHECK (length(employee) = 16),
      enrolled_at INTEGER NOT NULL,
      last_step INTEGER NOT NULL,
      -- digests one after another
      recovery_codes BLOB NOT NULL CHECK (length(recovery_codes) % 32 = 0)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE failures (
      kind TEXT NOT NULL,
      subject BLOB NOT NULL,
      -- the key came from somebody unknown, so that such rows are bounded
      stranger INTEGER NOT NULL CHECK (stranger IN (0, 1)),
      failures INTEGER NOT NULL,
      consecutive INTEGER NOT NULL,
      first_at INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      blocked_until INTEGER,
      PRIMARY KEY (kind, subject)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX failures_of_strangers ON failures (last_at) WHERE stranger = 1;
    -- counting the rows of strangers at every failure would cost a pass over all of them
    CREATE TABLE stranger_count (rows INTEGER NOT NULL) STRICT;
    INSERT INTO stranger_count VALUES (0);
    CREATE TRIGGER stranger_added AFTER INSERT ON failures WHEN new.stranger = 1
      BEGIN UPDATE stranger_count SET rows = rows + 1; END;
    CREATE TRIGGER stranger_removed AFTER DELETE ON failures WHEN old.stranger = 1
      BEGIN UPDATE stranger_count SET rows = rows - 1; END;

    CREATE TABLE access_codes (
      digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
      purpose TEXT NOT NULL,
      employee BLOB NOT NULL CHECK (length(employee) = 16),
      expires_at INTEGER NOT NULL,
      wrong_tries INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX access_codes_by_employee ON access_codes (employee);
    CREATE INDEX access_codes_by_expiry ON access_codes (expires_at);

    CREATE TABLE settings (
      name TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL,
      version INTEGER NOT NULL CHECK (version > 0)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sealed (
      name TEXT NOT NULL PRIMARY KEY,
      value BLOB NOT NULL,
      saved_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE audit (
      sequence INTEGER NOT NULL PRIMARY KEY,
      at INTEGER NOT NULL,
      action TEXT NOT NULL,
      caller_kind TEXT NOT NULL,
      caller TEXT NOT NULL,
      subject BLOB CHECK (length(subject) = 16),
      company BLOB CHECK (length(company) = 16),
      reason TEXT,
      details TEXT NOT NULL,
      personal BLOB NOT NULL,
      previous BLOB NOT NULL CHECK (length(previous) = 32),
      hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT;
    CREATE INDEX audit_by_subject ON audit (subject) WHERE subject IS NOT NULL;
    CREATE INDEX audit_by_action ON audit (action);
    -- None by time: lists run down the sequence, which is the order of time but for clock changes.
    -- One row while old lines are pruned: everything below it may go, nothing else ever.
    CREATE TABLE audit_pruning (below INTEGER NOT NULL) STRICT;
    CREATE TRIGGER audit_grows BEFORE INSERT ON audit
      WHEN new.sequence <= (SELECT max(sequence) FROM audit)
      BEGIN SELECT RAISE(ABORT, 'constraint failed: audit.sequence'); END;
    CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER audit_pruned BEFORE DELETE ON audit
      WHEN NOT EXISTS (SELECT 1 FROM audit_pruning WHERE old.sequence < below)
      BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    """
}
