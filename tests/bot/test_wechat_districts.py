"""Which district is offered to somebody who tells where they are."""

import math

import pytest

from bot.channels.wechat.districts import district_of


@pytest.mark.parametrize(
    ("latitude", "longitude", "district"),
    [
        (22.543, 114.058, "福田区"),  # 市民中心
        (22.548, 114.118, "罗湖区"),  # 东门
        (22.486, 113.911, "南山区"),  # 蛇口
        (22.773, 113.838, "宝安区"),  # 松岗, nearer to the seat of 光明区
        (22.749, 113.936, "光明区"),
        (22.636, 114.069, "龙岗区"),  # 坂田
        (22.657, 114.027, "龙华区"),
        (22.704, 114.342, "坪山区"),
        (22.557, 114.237, "盐田区"),
        (22.592, 114.477, "大鹏新区"),
        (22.870, 115.020, "深汕特别合作区"),
        (39.908, 116.397, ""),
        (0.0, 0.0, ""),
        (1e300, 1e300, ""),
    ],
)
def test_the_nearest_district_is_offered(latitude: float, longitude: float, district: str) -> None:
    assert district_of("", latitude, longitude) == district


@pytest.mark.parametrize(
    ("address", "district"),
    [
        ("广东省深圳市南山区科技园", "南山区"),
        ("南山区科技园", "南山区"),
        ("广东省深汕特别合作区鹅埠镇", "深汕特别合作区"),
        ("上海市青浦区公园路", "青浦区"),
        ("广西壮族自治区南宁市青秀区民族大道", "青秀区"),
        ("香港特别行政区中西区中环", "中西区"),
        ("黑龙江省鹤岗市南山区", "南山区"),
        ("广东省东莞市长安镇", ""),  # next to 宝安区
        ("香港特别行政区", ""),
    ],
)
def test_an_address_is_believed_wherever_the_place_is(address: str, district: str) -> None:
    assert district_of(address, 22.75, 113.85) == district


def test_a_place_without_an_address_is_looked_for() -> None:
    assert district_of("", math.nan, 113.85) == ""
    assert district_of("某大厦", 22.773, 113.838) == "宝安区"
