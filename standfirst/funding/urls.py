from django.urls import path

from .views import campaigns, elsewhere, giving, money, owner, reminder, supporter, transfer, wall

app_name = "funding"
urlpatterns = [
    path("", campaigns.support, name="support"),
    path("paid/<slug:reference>/", giving.paid, name="paid"),
    path("left/<slug:reference>/", giving.left, name="left"),
    path("proof/", giving.proof, name="proof"),
    path("proof/<str:token>/", giving.prove, name="prove"),
    path("mine/", supporter.mine, name="own"),
    path("mine/link/", owner.link, name="link"),
    path("mine/link/sent/", owner.link_sent, name="link-sent"),
    path("mine/address/<str:token>/", owner.address, name="address"),
    path("mine/card/<int:number>/", supporter.card),
    path("mine/receipts/<int:number>/", supporter.receipt),
    path("mine/<str:token>/", supporter.mine, name="mine"),
    path("mine/<str:token>/card/<int:number>/", supporter.card),
    path("mine/<str:token>/receipts/<int:number>/", supporter.receipt),
    path("reminder/", reminder.reminder, name="reminder"),
    path("thanks/", wall.thanks, name="thanks"),
    path("money/", money.money, name="money"),
    path("money/accounts.csv", money.table, name="money-table"),
    path("<slug:slug>/", campaigns.campaign, name="campaign"),
    path("<slug:slug>/give/", giving.give, name="give"),
    path("<slug:slug>/meter.json", campaigns.meter, name="meter"),
    path("<slug:slug>/embed/", elsewhere.embed, name="embed"),
    path("<slug:slug>/feed.atom", elsewhere.feed, name="feed"),
    # Below those of campaigns: one that has this address keeps all its pages.
    path("transfer/<str:reference>/", transfer.transfer, name="transfer"),
]
