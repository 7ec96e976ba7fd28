"""WeChat: 公众号, the account that residents follow."""
