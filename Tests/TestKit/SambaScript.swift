/// Fills Samba's database directly, also while the server runs, in one transaction: through LDAP or
/// `samba-tool` each person costs a connection, and pwdLastSet can be set to no past date.
enum SambaScript {
  /// Arguments: smb.conf; standard input: `SambaDC.Contents` as JSON.
  static let text = #"""
    import json, sys
    from ldb import Dn, Message, MessageElement, FLAG_MOD_ADD, FLAG_MOD_REPLACE
    from samba.auth import system_session
    from samba.param import LoadParm
    from samba.samdb import SamDB

    wanted = json.load(sys.stdin)
    settings = LoadParm()
    settings.load(sys.argv[1])
    db = SamDB(session_info=system_session(), lp=settings)
    base = str(db.domain_dn())
    realm = settings.get("realm").lower()
    PAST = "131000000000000000"
    DBCHECK = ["local_oid:1.3.6.1.4.1.7165.4.3.12:0"]

    def escaped(value):
        return "".join("\\" + c if c in ',+"\\<>;=#' else c for c in value)

    def unit(name):
        dn = "OU=%s,%s" % (name, base)
        if not db.search(base, expression="(ou=%s)" % name, attrs=["ou"]):
            db.add({"dn": dn, "objectClass": "organizationalUnit"})
        return dn

    def change(dn, attribute, values, flag=FLAG_MOD_REPLACE, controls=None):
        message = Message(Dn(db, dn))
        message[attribute] = MessageElement(values, flag, attribute)
        db.modify(message, controls or [])

    def quoted(password):
        return ('"%s"' % password).encode("utf-16-le")

    def found(login, attributes=[]):
        answer = db.search(base, expression="(sAMAccountName=%s)" % login, attrs=attributes)
        if len(answer) != 1:
            raise SystemExit("no single entry for " + login)
        return answer[0]

    db.transaction_start()
    try:
        people, groups, services = unit("People"), unit("Groups"), unit("Services")
        policy = wanted.get("policy")
        if policy:
            seconds = lambda number: str(-number * 10000000)
            days = policy["maxAgeDays"]
            change(base, "lockoutDuration", seconds(policy["lockSeconds"]))
            change(base, "lockOutObservationWindow", seconds(policy["observationSeconds"]))
            change(base, "lockoutThreshold", str(policy["lockAfter"]))
            change(base, "minPwdAge", "0")
            change(base, "maxPwdAge", seconds(days * 86400) if days else "-9223372036854775808")
            change(base, "minPwdLength", str(policy["minLength"]))
            change(base, "pwdHistoryLength", str(policy["history"]))
            change(base, "pwdProperties", "1" if policy["complexity"] else "0")
        for name, password in wanted["services"].items():
            db.add({
                "dn": "CN=%s,%s" % (escaped(name), services), "objectClass": "user",
                "sAMAccountName": name, "userPrincipalName": "%s@%s" % (name, realm),
                # NORMAL_ACCOUNT, DONT_EXPIRE_PASSWORD
                "userAccountControl": str(0x200 | 0x10000), "unicodePwd": quoted(password)})
        dns, aged = {}, list(wanted["aged"])
        for person in wanted["people"]:
            login, state = person["login"], person["state"]
            dns[login] = "CN=%s,%s" % (escaped(login), people)
            name = person["givenName"] + " " + person["surname"]
            entry = {
                "dn": dns[login], "objectClass": "user", "sAMAccountName": login,
                "userPrincipalName": "%s@%s" % (login, realm), "displayName": name,
                "givenName": person["givenName"], "sn": person["surname"],
                "unicodePwd": quoted(person["password"]),
                "userAccountControl": str(0x200 | (2 if state == "disabled" else 0))}
            if person.get("mail"):
                entry["mail"] = person["mail"]
            if state == "accountExpired":
                entry["accountExpires"] = PAST
            if state == "mustChange":
                entry["pwdLastSet"] = "0"
            if state == "passwordExpired":
                aged.append(login)
            entry.update(person["more"])
            db.add(entry)
        for group in wanted["groups"]:
            # GLOBAL, SECURITY_ENABLED
            db.add({
                "dn": "CN=%s,%s" % (escaped(group["name"]), groups), "objectClass": "group",
                "sAMAccountName": group["name"], "groupType": str(0x80000002 - (1 << 32))})
        for group in wanted["groups"]:
            members = [dns.get(login) or str(found(login).dn) for login in group["people"]]
            members += ["CN=%s,%s" % (escaped(name), groups) for name in group["groups"]]
            if members:
                change("CN=%s,%s" % (escaped(group["name"]), groups), "member", members, FLAG_MOD_ADD)
        for person in wanted["people"]:
            if person.get("primaryGroup"):
                sid = db.schema_format_value(
                    "objectSid", found(person["primaryGroup"], ["objectSid"])["objectSid"][0])
                change(dns[person["login"]], "primaryGroupID", sid.decode().split("-")[-1])
        for login in aged:
            change(str(found(login).dn), "pwdLastSet", PAST, controls=DBCHECK)
    except BaseException:
        db.transaction_cancel()
        raise
    db.transaction_commit()
    """#
}
