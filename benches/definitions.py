"""Definitions of all templates that are known in detail, as values: sound ones, and ones with one mistake each."""

import random
import string
import uuid

ENTRA = {
    "azure": "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default",
    "azure-openai": "https://cognitiveservices.azure.com/.default",
    "msgraph": "https://graph.microsoft.com/.default",
    "sharepoint": "https://{word}.sharepoint.com/.default",
}
GOOGLE = {
    "bigquery": "https://www.googleapis.com/auth/bigquery",
    "drive": "https://www.googleapis.com/auth/drive.readonly",
    "sheets": "https://www.googleapis.com/auth/spreadsheets https://www.googleapis.com/auth/drive.readonly",
    "vertex-ai": "https://www.googleapis.com/auth/cloud-platform",
}
# Every template with each of the auth types that are known of it.
SHAPES = [
    ("custom", "Viewer"), ("azure", "Viewer"), ("aws", "Viewer"), ("databricks", "Viewer"), ("snowflake", "Viewer"),
    ("github", "Viewer"), ("salesforce", "Viewer"), ("sharepoint", "Viewer"), ("msgraph", "Viewer"),
    ("connect", "Visitor API Key"), ("custom", "Service Account"), ("azure", "Service Account"),
    ("aws", "Service Account"), ("databricks", "Service Account"), ("bigquery", "Viewer"), ("drive", "Viewer"),
    ("salesforce", "Service Account"), ("sharepoint", "Service Account"), ("msgraph", "Service Account"),
    ("sheets", "Viewer"), ("vertex-ai", "Viewer"), ("azure-openai", "Viewer"), ("azure-openai", "Service Account"),
]
# Where the application may be one without a secret.
MAY_BE_PUBLIC = {"custom", "azure", "azure-openai", "sharepoint", "msgraph", "databricks", "salesforce", "aws"}
# Templates whose definitions say who they act for; the others know one auth type only.
SAYS_AUTH_TYPE = MAY_BE_PUBLIC
WORDS = ["analytics", "finance", "logistics", "research", "marketing", "clinical", "supply", "pricing", "risk", "claims"]
SENTENCES = [
    "Queries run with the rights of whoever looks at the content.",
    "Ask the platform team before changing anything here.",
    "The application is registered by hand; its secret is renewed twice a year.",
    "Dashboards and scheduled reports of this team use it.",
    "It was reviewed by the security office last spring.",
    "The redirect address is that of the production server.",
    "Staging has an application of its own.",
    "See the runbook for what to do when a login fails.",
    "Whoever leaves the team hands the registration over to somebody else.",
    "Requests for further scopes go to the owners of the data.",
]


class Maker:
    """What varies between definitions; the same number makes the same words."""

    def __init__(self, number):
        self.random = random.Random(number)
        self.word = self.random.choice(WORDS)

    def guid(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def letters(self, count, alphabet=string.ascii_lowercase + string.digits):
        return "".join(self.random.choice(alphabet) for _ in range(count))

    def mixed(self, count):
        return self.letters(count, string.ascii_letters + string.digits)

    def digits(self, count):
        return self.random.choice("123456789") + self.letters(count - 1, string.digits)

    def hexadecimal(self, count):
        return self.letters(count, "0123456789abcdef")

    def sentences(self, count):
        return " ".join(self.random.sample(SENTENCES, count))


def entra(make, template, viewer):
    scopes = ENTRA[template].format(word=make.word)
    return {
        "tenant_id": make.random.choice([make.guid(), f"{make.word}.onmicrosoft.com"]),
        "client_id": make.guid(),
        "scopes": f"{scopes} offline_access" if viewer else scopes,
    }


def google(make, template):
    client = f"{make.digits(12)}-{make.letters(32)}.apps.googleusercontent.com"
    return {"client_id": client, "scopes": GOOGLE[template]}


def okta(make):
    server = f"https://{make.word}.okta.com/oauth2/default/v1"
    endpoints = {"authorization_uri": f"{server}/authorize", "token_uri": f"{server}/token"}
    return {"client_id": f"0oa{make.letters(17)}", **endpoints}


def custom(make, viewer):
    server = f"https://login.{make.word}.dev/realms/apps/protocol/openid-connect"
    if not viewer:
        return {"client_id": f"{make.word}-jobs", "token_uri": f"{server}/token", "scopes": "reports"}
    if make.random.random() < 0.3:
        config = okta(make)
    else:
        endpoints = {"authorization_uri": f"{server}/auth", "token_uri": f"{server}/token"}
        config = {"client_id": f"{make.word}-connect", **endpoints}
    return config | {"scopes": "openid profile offline_access", "use_pkce": True}


def aws(make, viewer):
    config = {
        "role_arn": f"arn:aws:iam::{make.digits(12)}:role/{make.word}-connect",
        "session_duration": make.random.choice(["3600", "7200"]),
        "sts_region": make.random.choice(["eu-central-1", "us-east-1", "us-west-2"]),
    }
    return config | okta(make) | {"scopes": "openid profile email offline_access"} if viewer else config


def databricks(make, viewer):
    host = make.random.choice([
        f"dbc-{make.hexadecimal(8)}-{make.hexadecimal(4)}.cloud.databricks.com",
        f"adb-{make.digits(16)}.{make.random.randrange(20)}.azuredatabricks.net",
    ])
    return {"workspace_host": host, "client_id": make.guid(), "scopes": "all-apis offline_access" if viewer else "all-apis"}


def salesforce(make, viewer):
    host = f"https://{make.word}{make.digits(3)}.my.salesforce.com"
    config = {"client_id": f"3MVG9{make.mixed(80)}", "sf_host_domain": host}
    return config | {"scopes": "api refresh_token"} if viewer else config


def snowflake(make):
    url = f"https://{make.word}-{make.letters(7, string.ascii_lowercase)}.snowflakecomputing.com"
    return {"account_url": url, "client_id": f"{make.mixed(27)}=", "scopes": f"refresh_token session:role:{make.word.upper()}"}


def config_of(make, template, auth_type):
    """The keys of `config`, without those of the client's kind."""
    viewer = auth_type == "Viewer"
    if template in ENTRA:
        return entra(make, template, viewer)
    if template in GOOGLE:
        return google(make, template)
    if template == "github":
        return {"client_id": f"Iv23li{make.mixed(14)}"}
    if template == "snowflake":
        return snowflake(make)
    if template == "connect":
        return {"max_role": make.random.choice(["Viewer", "Publisher"])}
    by_auth_type = {"custom": custom, "aws": aws, "databricks": databricks, "salesforce": salesforce}
    return by_auth_type[template](make, viewer)


def name_of(number):
    """Unique, and the same as a regular expression, so that a request can ask for it."""
    template, auth_type = SHAPES[number % len(SHAPES)]
    return f"{template} for {auth_type} {number}"


def guid_of(number):
    return str(uuid.UUID(int=random.Random(f"guid {number}").getrandbits(128), version=4))


def sound(number, is_export):
    """A definition in which nothing is wrong: what is sent to a server, or what a server returns."""
    make = Maker(number)
    template, auth_type = SHAPES[number % len(SHAPES)]
    config = {"auth_type": auth_type} if template in SAYS_AUTH_TYPE else {}
    is_public = template in MAY_BE_PUBLIC and auth_type == "Viewer" and make.random.random() < 0.2
    if is_public:
        config["auth_mode"] = "Public"
    config |= config_of(make, template, auth_type)
    if "client_id" in config and not is_public and not is_export:
        variable = f"{make.word.upper()}_SECRET_{number}"
        vault = f"op://{make.word}/{template}-{number}/client_secret"
        config["client_secret"] = make.random.choice([f"${{{variable}}}", vault])
    what = {"template": template, "name": name_of(number), "description": make.sentences(7), "config": config}
    if is_export:
        times = {"created_time": "2026-02-11T08:14:55Z", "updated_time": "2026-03-02T10:41:07Z"}
        return {"id": str(number + 1), "guid": guid_of(number), **times, "auth_type": auth_type, **what}
    if make.random.random() < 0.6:
        what["permissions"] = [{"group_guid": make.guid()} for _ in range(3)]
    return what


def renamed(values, old, new):
    return {new if key == old else key: value for key, value in values.items()}


def without(values, key):
    return {name: value for name, value in values.items() if name != key}


# A rule, whether a `config` can have its mistake, and the `config` with it. One finding each.
MISTAKES = [
    ("missing-refresh-scope", lambda it: "tenant_id" in it and "offline_access" in it["scopes"],
     lambda it: it | {"scopes": it["scopes"].replace(" offline_access", "")}),
    ("public-client-secret", lambda it: it.get("auth_type") == "Viewer" and "client_secret" in it,
     lambda it: it | {"auth_mode": "Public"}),
    ("pkce-disabled", lambda it: "use_pkce" in it, lambda it: it | {"use_pkce": False}),
    ("missing-workspace-host", lambda it: "workspace_host" in it, lambda it: without(it, "workspace_host")),
    ("value-not-string", lambda it: "session_duration" in it,
     lambda it: it | {"session_duration": int(it["session_duration"])}),
    ("comma-separated-scopes", lambda it: " " in it.get("scopes", ""),
     lambda it: it | {"scopes": it["scopes"].replace(" ", ",")}),
    ("insecure-endpoint", lambda it: "token_uri" in it,
     lambda it: it | {"token_uri": it["token_uri"].replace("https://", "http://")}),
    ("invalid-max-role", lambda it: "max_role" in it, lambda it: it | {"max_role": "Owner"}),
    ("malformed-role-arn", lambda it: "role_arn" in it,
     lambda it: it | {"role_arn": it["role_arn"].replace(":role/", ":user/")}),
]
# The same that almost every definition can have; only where there is no other, or they would be most.
COMMON = [
    ("unknown-key", lambda it: "client_id" in it, lambda it: renamed(it, "client_id", "clientid")),
    ("missing-client-secret", lambda it: "client_secret" in it, lambda it: without(it, "client_secret")),
]


def mistaken(what, number):
    """The definition with one mistake, and the rule that finds it; the number chooses among those it can have."""
    config = what["config"]
    of = lambda mistakes: [mistake for mistake in mistakes if mistake[1](config)]
    rule, _, change = random.Random(f"mistake {number}").choice(of(MISTAKES) or of(COMMON))
    return what | {"config": change(config)}, rule
