"""A server that speaks 企业微信's API over real HTTP, and writes down what it hears.

One organisation: zhangsan and lisi are in department 2, lisi has tag 3, wangwu is in department 5,
which has tag 3 as a whole.
"""

from typing import Any, Final

from tests.bot.wechat_api_server import OK, Asked, WechatApiServer

CORP_ID: Final = "ww0123456789abcdef"
AGENT_ID: Final = 1_000_002
SECRET: Final = "wecom-secret-that-opens-nothing"  # noqa: S105 - as it says

GET_TOKEN: Final = "/cgi-bin/gettoken"  # noqa: S105 - a path
USER_GET: Final = "/cgi-bin/user/get"
TAG_GET: Final = "/cgi-bin/tag/get"
SEND: Final = "/cgi-bin/message/send"

NOT_TRUSTED: Final = {
    "errcode": 60020,
    "errmsg": "not allow to access from your ip, hint: [1700000000123456789012345], "
    "from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com/devtool/query?e=60020",
}
NO_PRIVILEGE: Final = {"errcode": 60011, "errmsg": "no privilege to access/modify contact"}

_DEPARTMENTS: Final = {"zhangsan": [1, 2], "lisi": [2], "wangwu": [5]}


class WecomApiServer(WechatApiServer):
    """What was asked, and what is answered out of turn."""

    def sent(self) -> list[Any]:
        """Return the messages that were taken on."""
        return [asked.body for asked in self.asked if asked.path == SEND]

    def _answer_as_wechat(self, asked: Asked) -> object:
        if asked.path == GET_TOKEN:
            return self._token_for(asked.query)
        if asked.query.get("access_token") != self.token:
            return {"errcode": 40014, "errmsg": "invalid access_token, hint: [17]"}
        match asked.path:
            case "/cgi-bin/user/get":
                return _user(asked.query["userid"])
            case "/cgi-bin/tag/get":
                return {**OK, "tagname": "t", "userlist": [{"userid": "lisi"}], "partylist": [5]}
            case "/cgi-bin/message/send":
                return _send(asked.body)
            case _:
                return {"errcode": 40066, "errmsg": "invalid url"}

    def _token_for(self, account: dict[str, str]) -> object:
        if account["corpid"] != CORP_ID:
            return {"errcode": 40013, "errmsg": "invalid corpid, hint: [17]"}
        if account["corpsecret"] != SECRET:
            said = f"invalid credential {account['corpsecret']}, hint: [17]"
            return {"errcode": 40001, "errmsg": said}
        return {**OK, "access_token": self.token, "expires_in": 7200}


def _user(userid: str) -> object:
    if userid not in _DEPARTMENTS:
        return {"errcode": 60111, "errmsg": "userid not found, hint: [17]"}
    return {**OK, "userid": userid, "department": _DEPARTMENTS[userid]}


def _send(body: Any) -> object:  # noqa: ANN401 - raw JSON
    if body["agentid"] != AGENT_ID:
        return {"errcode": 301002, "errmsg": "no permission to use the agent, hint: [17]"}
    if body["touser"] not in _DEPARTMENTS:
        return {"errcode": 81013, "errmsg": "user & party & tag all invalid, hint: [17]"}
    return {**OK, "invaliduser": "", "msgid": "m"}
