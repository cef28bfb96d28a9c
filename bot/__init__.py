"""The running application: the only floor that knows Slack, LangChain, DBOS, APScheduler and the clock."""
