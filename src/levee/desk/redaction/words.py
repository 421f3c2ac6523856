"""What is a password called in the languages of partners? In UTF-8, as the texts are read."""

# ruff: noqa: E501 - a pattern is read as one line

FOREIGN = (
    r"passwort|kennwort|contrase\xc3\xb1a|contrasena|clave|senha|palavra-passe|mot de passe|mdp|wachtwoord|has\xc5\x82o|heslo|"
    r"l\xc3\xb6senord(?:et)?|adgangskoden?|salasana|passord(?:et)?|jelsz\xc3\xb3|parola"
)
SIGNS = (
    r"\xc5\x9fifre(?:niz|si)?|\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c|\xe5\xaf\x86\xe7\xa0\x81|"
    r"\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89|\xeb\xb9\x84\xeb\xb0\x80\xeb\xb2\x88\xed\x98\xb8"
)
PASSWORD = r"(?:\b(?:pass ?word|passwd|passphrase|pass|pwd|pw|" + FOREIGN + r")|" + SIGNS + r")"
