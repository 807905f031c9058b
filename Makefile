# 客户维护：make run 启动整个系统，make test 运行全部检查和测试。
.PHONY: help run import tick check test bench faults
.DEFAULT_GOAL := help

PORT ?= 8000
SIZE ?= 100000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# The first Python on this machine that is new enough; looked up only when the environment is built.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
  $(if $(shell $(name) -c 'import sys; print("yes" if sys.version_info >= (3, 11) else "")' 2>/dev/null),$(name))))

help:
	@echo '客户维护'
	@echo '  make run                       启动整个系统（http://127.0.0.1:8000），Ctrl-C 停止'
	@echo '  make import DIR=文件夹          把银行文件导入正在运行的系统'
	@echo '  make tick AT=2026-11-24T17:45  做系统在那一分钟会做的事'
	@echo '  make test                      全部检查和测试（SQLite 和 PostgreSQL）'
	@echo '  make check                     只做检查'
	@echo '  make bench SIZE=100000         性能测量'
	@echo '  make faults                    故障测试'

# Demo mode unless DEBUG is off or DEMO says otherwise. What `run` chose stands in var/environment, which manage.py reads.
run: export DEMO := $(or $(DEMO),$(if $(filter 0 false False FALSE no No off Off,$(DEBUG)),0,1))

run: .venv/.runtime
	@exec $(MANAGE) dev --port $(PORT)

import: .venv/.runtime
	@test -n '$(DIR)' || { echo '请写明文件夹，例如 make import DIR=../shared/data'; exit 2; }
	@exec $(MANAGE) import_files '$(DIR)'

tick: .venv/.runtime
	@exec $(MANAGE) tick $(if $(AT),--at $(AT))

# The checks touch nothing of a running system.
OFFLINE := DATABASE_URL= REDIS_URL= EMAIL_URL= SITE_URL= DEMO=0
check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 --check {} +
	$(BIN)/lint-imports
	$(OFFLINE) VAR_DIR=var/check DEBUG=1 $(MANAGE) makemigrations --check --dry-run
	$(OFFLINE) VAR_DIR=var/check DEBUG=1 $(MANAGE) check --fail-level WARNING
	$(OFFLINE) VAR_DIR=var/check DEBUG=0 ALLOWED_HOSTS=crm.bank.example SITE_URL=https://crm.bank.example \
	  SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
	  $(MANAGE) check --deploy --fail-level WARNING
	@echo '检查全部通过。'

test: check
	$(BIN)/python -m tests.run

bench: .venv/.dev
	$(BIN)/python -m benchmarks.run --size $(SIZE)

faults: .venv/.dev
	$(BIN)/python -m tests.faults

# A stamp is touched only after pip has finished, so an interrupted set-up goes on the next time.
.venv/bin/python:
	@test -n '$(PYTHON)' || { echo '需要 Python 3.11 或更新的版本，这台机器上没有找到。'; exit 1; }
	@echo '正在建立 Python 环境 .venv ……'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo '没有建成 .venv：Debian 上请先安装 python3-venv。'; exit 1; }

.venv/.runtime: requirements.txt constraints.txt | .venv/bin/python
	@echo '正在安装 requirements.txt ……'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	@echo '正在安装 requirements-dev.txt ……'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
