"""Which district is offered to somebody who tells where they are."""

import pytest

from bot.channels.wechat.districts import district_at, district_in


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
    assert district_at(latitude, longitude) == district


def test_an_address_that_names_a_district_is_believed() -> None:
    assert district_in("广东省深圳市南山区科技园") == "南山区"
    assert district_in("北京市东城区") == ""
