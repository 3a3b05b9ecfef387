// LDAPDirectory
