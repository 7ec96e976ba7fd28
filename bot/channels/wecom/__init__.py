"""企业微信: where cadres are; an app of the organisation's own, and a 智能机器人."""
